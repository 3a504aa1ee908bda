"""In which order files go live, so that at no time a page links to one that is not there.

Versions and what pages load come first, together: they link to nothing. New pages follow, those first that others
link to, then new feeds and data; nobody is led to them yet. Then the pages that are there already change and lead to
them, and only then is deleted what nothing links to.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

from noticepress.publish.plan import Step

#: Our own pages quote every attribute. What only looks like a link, in a comment say, does no harm to an order.
_LINK = re.compile(r"""\b(?:href|src)=(?:"([^"]*)"|'([^']*)')""")
_HOME = "index.html"


def links(path: str, text: str) -> frozenset[str]:
    """Return the paths of the site's own files that the page at ``path`` links to; a folder's is its index."""
    found = (unescape(match.group(1) or match.group(2)) for match in _LINK.finditer(text))
    return frozenset(target for link in found if (target := _resolved(path, link)) is not None)


def _resolved(path: str, link: str) -> str | None:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    folder = path.rpartition("/")[0]
    whole = normpath(join(folder, unquote(parts.path)))
    if whole.startswith(".."):
        return None
    if parts.path.endswith("/") or parts.path.rpartition("/")[2] in {".", ".."}:
        return _HOME if whole == "." else f"{whole}/{_HOME}"
    return whole


def waves(
    steps: Sequence[Step], roles: Mapping[str, str], linked: Mapping[str, frozenset[str]]
) -> tuple[tuple[Step, ...], ...]:
    """Return the steps in groups: those of a group may run at the same time, each group after the one before.

    ``roles`` has the role of each path to be put, ``linked`` what each new page links to.
    """
    put = [step for step in steps if step.action != "delete"]
    pages = [step for step in put if roles[step.path] == "page"]
    added = [step for step in pages if step.action == "add"]
    new = {step.path: step for step in added if step.path.endswith(".html")}
    groups = [
        [step for step in put if roles[step.path] in {"version", "asset"}],
        *([new[path] for path in group] for group in _levels({path: linked.get(path, frozenset()) for path in new})),
        [step for step in added if step.path not in new],
        [step for step in pages if step.action == "change"],
        [step for step in steps if step.action == "delete"],
    ]
    return tuple(tuple(group) for group in groups if group)


def _levels(linked: Mapping[str, frozenset[str]]) -> Iterator[list[str]]:
    """Yield new pages so that each comes after all that it links to, unless they link to each other.

    Those go together, the site's front page after the rest: from outside nobody is led to any of them before.
    """
    waiting = {path: set(targets & linked.keys()) - {path} for path, targets in linked.items()}
    while waiting:
        ready = sorted(path for path, targets in waiting.items() if not targets & waiting.keys())
        if not ready:
            circle = _circle(waiting)
            ready = sorted(circle - {_HOME}) or sorted(circle)
        yield ready
        for path in ready:
            del waiting[path]


def _circle(waiting: Mapping[str, set[str]]) -> set[str]:
    """Return a smallest set of pages that link to nothing that is still waiting but each other."""
    reach = {path: _reached(path, waiting) for path in waiting}
    return min(reach.values(), key=lambda found: (len(found), sorted(found)))


def _reached(path: str, waiting: Mapping[str, set[str]]) -> set[str]:
    found, edge = {path}, [path]
    while edge:
        following = (waiting[edge.pop()] & waiting.keys()) - found
        found |= following
        edge.extend(following)
    return found
