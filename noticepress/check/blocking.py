"""What stops a build, what stops a release, and what nobody can waive."""

from noticepress.errors import Finding

#: The files are not what was released, or cannot be read at all.
INTEGRITY = frozenset({"INTEGRITY", "LEDGER", "RELEASE", "FILE", "YAML", "CONFIG", "PICTURE", "SOURCE", "LANGUAGE"})
#: The notice cannot be bound or rendered for every brand, or would lose something on the way.
BINDING = frozenset(
    {"BIND", "HTML", "HEADING", "IMAGE", "LINK", "REFERENCE", "GLANCE", "EMPTY", "NESTING", "BRAND-VAR"}
)
#: One brand's words would stand in another's notice.
LEAKS = frozenset({"BRAND-LEAK", "BRAND-LITERAL", "BRAND-DIFF"})

#: Facts that are only missing while a notice is written, and that readers of a release are owed.
_OWED = frozenset({"PECR-6-TABLE"})

_NEVER_WAIVED = INTEGRITY | BINDING | LEAKS | {"WAIVER"}
#: For these a reason does not help a release either: the words would stand in the wrong notice for good.
_NEVER_ACCEPTED = LEAKS | INTEGRITY


def stops_build(finding: Finding) -> bool:
    """Whether nothing may be built: an integrity, binding or leak error of what can still be mended."""
    return finding.blocks and finding.rule in INTEGRITY | BINDING | LEAKS


def stops_release(finding: Finding) -> bool:
    """Whether a release has to answer for a finding of what can still be mended.

    Any error is one, of law or wording too, and any fact that a table of the notice still lacks.
    """
    owed = finding.rule in _OWED and not finding.frozen and finding.waived is None
    return finding.blocks or owed


def is_acceptable(finding: Finding) -> bool:
    """Whether a release may be made in spite of a finding, with a reason."""
    return finding.rule not in _NEVER_ACCEPTED


def is_waivable(rule: str) -> bool:
    """Whether a notice may waive findings of ``rule`` for a while."""
    return rule not in _NEVER_WAIVED
