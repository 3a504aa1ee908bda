"""``translated``: somebody held a translation to its source, section by section, and says so in its front matter."""

import json
import re
from argparse import Namespace
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from noticepress.check.translation import record_of
from noticepress.cli.places import opened_workspace
from noticepress.config.files import read_text
from noticepress.dates import today
from noticepress.errors import BuildError, Finding, UsageError, did_you_mean
from noticepress.files import replace_file
from noticepress.markdown.sections import sections
from noticepress.model import Notice, Translated
from noticepress.source import load_notice, load_translations

#: The block that the command writes: its first line, and the indented lines below it.
_BLOCK = re.compile(r"^translates:.*\n(?:[ \t]+.*\n)*", re.MULTILINE)
_END = re.compile(r"^---[ \t]*$", re.MULTILINE)


def translated(arguments: Namespace) -> int:
    """Write into a translation which text of the source it was held to, by whom and when, and say what was written."""
    workspace = opened_workspace(arguments)
    workspace.check_notice(arguments.notice)
    if not arguments.by.strip():
        raise UsageError("somebody has to say so", '--by "Name, role"')
    source = load_notice(workspace.root / "notices" / arguments.notice / "notice.md", workspace.root, arguments.notice)
    translations = {found.language: found for found in load_translations(workspace.root, arguments.notice)}
    if arguments.language not in translations:
        hint = did_you_mean(arguments.language, list(translations)) or f"write notice.{arguments.language}.md first"
        raise UsageError(f"the notice has no translation in '{arguments.language}'", hint)
    translation = translations[arguments.language]
    record = held(source, translation, arguments.by.strip(), today(), arguments.section)
    path = workspace.root / translation.path
    _replace(path, with_record(read_text(path, translation.path), record))
    count = f"{len(record.sections)} section{'' if len(record.sections) == 1 else 's'}"
    print(f"{translation.path}: {count} held to {source.path.name} by {record.by} on {record.on}")
    return 0


def held(source: Notice, translation: Notice, by: str, on: date, only: list[str]) -> Translated:
    """Return which text of ``source`` a translation translates; with ``only``, for those sections, the rest as it was.

    A section that the translation lacks is none of it. Raises ``UsageError`` for a section that either has not.
    """
    title, opening, found = record_of(source)
    own = {section.id for section in sections(translation)}
    fingerprints = {name: fingerprint for name, fingerprint in found.items() if name in own}
    for name in only:
        if name not in fingerprints:
            raise UsageError(f"source and translation have no section '{name}'", did_you_mean(name, list(fingerprints)))
    before = translation.translates
    if not only:
        return Translated(by, on, title, opening if "" in own else None, fingerprints)
    if before is None:
        raise UsageError("nothing is recorded of this translation yet", "leave --section out the first time")
    kept: Mapping[str, str] = {name: value for name, value in before.sections.items() if name in fingerprints}
    return Translated(by, on, before.title, before.opening, {**kept, **{name: fingerprints[name] for name in only}})


def with_record(text: str, record: Translated) -> str:
    """Return a translation's file with the record in its front matter, in place of the one that it had."""
    lines = [f"  by: {json.dumps(record.by, ensure_ascii=False)}", f"  on: {record.on}", f"  title: {record.title}"]
    lines += [f"  opening: {record.opening}"] if record.opening else []
    lines += ["  sections:", *(f"    {name}: {value}" for name, value in record.sections.items())]
    block = "\n".join(["translates:", *lines, ""])
    end = next(match.start() for match in _END.finditer(text) if match.start() > 0)
    return _BLOCK.sub("", text[:end]) + block + text[end:]


def _replace(path: Path, text: str) -> None:
    """Write the file anew, whole or not at all."""
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise BuildError(Finding("FILE", "error", f"cannot be written: {error.strerror}", path)) from error
