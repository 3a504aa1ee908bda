"""Where everything about a notice lives, as paths below the site's root. A folder's address ends in a slash.

These addresses are quoted in letters and printed on paper. They are never reused for anything else. A translation has
its language in them, such as ``privacy/cy/`` and ``privacy/1.1/cy/``: two or three letters, so no version's number.
"""

from noticepress.model import SOURCE, State

#: The page of the site's root.
HOME = ""


def current(notice: str, language: str = SOURCE) -> str:
    """Return the address of the notice in force: the one address that never changes its meaning."""
    return f"{notice}/{_within(language)}"


def version(notice: str, number: str, language: str = SOURCE) -> str:
    """Return the permanent address of one version, whatever its state; ``draft`` is a version too."""
    return f"{notice}/{number}/{_within(language)}"


def upcoming(notice: str, language: str = SOURCE) -> str:
    """Return the address of the approved version that comes next, or of the word that none is coming."""
    return f"{current(notice, language)}upcoming/"


def proposed(notice: str, language: str = SOURCE) -> str:
    """Return the address of the version that awaits a decision."""
    return f"{current(notice, language)}proposed/"


def history(notice: str, language: str = SOURCE) -> str:
    """Return the address of the list of every version."""
    return f"{current(notice, language)}history/"


def changes(notice: str, old: str, new: str, language: str = SOURCE) -> str:
    """Return the permanent address of the redline between two neighbouring versions."""
    return f"{current(notice, language)}changes/{old}-{new}/"


def since(notice: str, old: str, goal: State = "in-force", language: str = SOURCE) -> str:
    """Return the address of the redline from an old version to the one in force, upcoming or proposed.

    The address stays and what it shows moves on, as those versions do.
    """
    return f"{current(notice, language)}changes/since/{old}/" + ("" if goal == "in-force" else f"{goal}/")


def body(notice: str, number: str, language: str = SOURCE) -> str:
    """Return the address of the body of record alone, byte for byte."""
    return f"{version(notice, number, language)}notice.html"


def pdf(notice: str, number: str, language: str = SOURCE) -> str:
    """Return the address of a version's PDF."""
    return f"{notice}/{notice}-notice-{number}{suffix(language)}.pdf"


def text(notice: str, number: str, language: str = SOURCE) -> str:
    """Return the address of a version as plain text."""
    return f"{version(notice, number, language)}notice.txt"


def markdown(notice: str, number: str, language: str = SOURCE) -> str:
    """Return the address of a version as Markdown."""
    return f"{version(notice, number, language)}notice.md"


def versions(notice: str, language: str = SOURCE) -> str:
    """Return the address of the list of every version, for programs."""
    return f"{current(notice, language)}versions.json"


def feed(notice: str, language: str = SOURCE) -> str:
    """Return the address of the feed that announces versions."""
    return f"{current(notice, language)}feed.atom"


def fragment(notice: str, language: str = SOURCE) -> str:
    """Return the address of the notice in force as a fragment for other sites' pages."""
    return f"embed/{notice}{suffix(language)}.html"


def absolute(site_url: str, address: str) -> str:
    """Return the whole web address of what stands at ``address`` below a site's root."""
    return f"{site_url.rstrip('/')}/{address}"


def source(address: str) -> str:
    """Return the path in the staged tree of the page at ``address``."""
    return f"{address}index.md"


def suffix(language: str) -> str:
    """Return what tells a translation's file from that of the source: ``.cy`` before its ending."""
    return "" if language == SOURCE else f".{language}"


def _within(language: str) -> str:
    return "" if language == SOURCE else f"{language}/"
