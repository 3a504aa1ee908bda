"""Where everything about a notice lives, as paths below the site's root. A folder's address ends in a slash.

These addresses are quoted in letters and printed on paper. They are never reused for anything else.
"""

from noticepress.model import State

#: The page of the site's root.
HOME = ""


def current(notice: str) -> str:
    """Return the address of the notice in force: the one address that never changes its meaning."""
    return f"{notice}/"


def version(notice: str, number: str) -> str:
    """Return the permanent address of one version, whatever its state; ``draft`` is a version too."""
    return f"{notice}/{number}/"


def upcoming(notice: str) -> str:
    """Return the address of the approved version that comes next, or of the word that none is coming."""
    return f"{notice}/upcoming/"


def proposed(notice: str) -> str:
    """Return the address of the version that awaits a decision."""
    return f"{notice}/proposed/"


def history(notice: str) -> str:
    """Return the address of the list of every version."""
    return f"{notice}/history/"


def changes(notice: str, old: str, new: str) -> str:
    """Return the permanent address of the redline between two neighbouring versions."""
    return f"{notice}/changes/{old}-{new}/"


def since(notice: str, old: str, goal: State = "in-force") -> str:
    """Return the address of the redline from an old version to the one in force, upcoming or proposed.

    The address stays and what it shows moves on, as those versions do.
    """
    return f"{notice}/changes/since/{old}/" + ("" if goal == "in-force" else f"{goal}/")


def body(notice: str, number: str) -> str:
    """Return the address of the body of record alone, byte for byte."""
    return f"{notice}/{number}/notice.html"


def pdf(notice: str, number: str) -> str:
    """Return the address of a version's PDF."""
    return f"{notice}/{notice}-notice-{number}.pdf"


def text(notice: str, number: str) -> str:
    """Return the address of a version as plain text."""
    return f"{notice}/{number}/notice.txt"


def markdown(notice: str, number: str) -> str:
    """Return the address of a version as Markdown."""
    return f"{notice}/{number}/notice.md"


def versions(notice: str) -> str:
    """Return the address of the list of every version, for programs."""
    return f"{notice}/versions.json"


def feed(notice: str) -> str:
    """Return the address of the feed that announces versions."""
    return f"{notice}/feed.atom"


def fragment(notice: str) -> str:
    """Return the address of the notice in force as a fragment for other sites' pages."""
    return f"embed/{notice}.html"


def absolute(site_url: str, address: str) -> str:
    """Return the whole web address of what stands at ``address`` below a site's root."""
    return f"{site_url.rstrip('/')}/{address}"


def source(address: str) -> str:
    """Return the path in the staged tree of the page at ``address``."""
    return f"{address}index.md"
