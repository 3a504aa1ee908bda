"""``_headers`` and ``_redirects``, as Netlify and Cloudflare Pages read them.

Both hosts add up every rule that matches and join a header that two rules give with a comma. So no two rules here give
the same header to a file, and ``Cache-Control`` is set for frozen files alone: both hosts have browsers ask each time
for the rest, which is stricter than ``policy.FRESH``.
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath

from noticepress.hosts.policy import MEDIA_TYPES, Policy, Rule, cover

#: Cloudflare reads no more rules, and no longer lines, than these; Netlify sets no limit.
MOST_RULES, LONGEST_LINE = 100, 2000
#: Cloudflare's limit for redirects that name one address each.
MOST_MOVES = 2000
#: Files whose type a host may not know, or may send without a charset.
_TYPED = (".atom", ".js", ".json", ".md", ".txt")

_HEAD = """\
# Headers for hosts that read this file, such as Netlify and Cloudflare Pages. Written by the build: do not edit.
# Strict-Transport-Security is not here: it binds all of the host's name, so it is for the host's owner to set.
"""


def headers_file(policy: Policy, paths: Collection[str]) -> str:
    """Return ``_headers`` for a site that holds ``paths``.

    These hosts send a rule's headers with an error too, so what may be kept for a year is named file by file: a
    version that is not there yet must not be remembered as missing. Where a site of very many versions would need
    more rules than Cloudflare reads, rules that name one file are left out, last ones first: they are about search
    engines and speed, never about safety.
    """
    blocks: dict[str, dict[str, str]] = {"/*": policy.everywhere}
    for pattern, type_ in _types(paths):
        blocks.setdefault(_address(pattern), {})["Content-Type"] = type_
    for rule in sorted(_named(policy.rules, paths), key=lambda rule: "*" not in rule.pattern):
        blocks.setdefault(_address(rule.pattern), {}).update(rule.headers)
    shown = list(blocks.items())[:MOST_RULES]
    return _HEAD + "".join(f"\n{address}\n{_lines(headers)}" for address, headers in shown)


def redirects_file(policy: Policy) -> str:
    """Return ``_redirects``; where a page stands at such an address, Netlify serves that: it redirects too."""
    lines = [f"{move.old} {move.new} 301\n" for move in policy.moves[:MOST_MOVES]]
    return "# Addresses that went elsewhere. Written by the build: do not edit.\n" + "".join(lines)


def _named(rules: Iterable[Rule], paths: Collection[str]) -> Iterator[Rule]:
    """Yield the rules, those about caches for each file that there is."""
    for rule in rules:
        if "Cache-Control" in rule.headers:
            yield from (Rule(path, rule.headers) for path in paths if rule.matches(path))
        else:
            yield rule


def _types(paths: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield patterns of the files whose type has to be said, among them bodies of record, which have no charset."""
    for ending in _TYPED:
        files = [path for path in paths if PurePosixPath(path).suffix == ending]
        yield from ((pattern, MEDIA_TYPES[ending]) for pattern in cover(files, paths))
    bodies = [path for path in paths if PurePosixPath(path).name == "notice.html" or path.startswith("embed/")]
    bodies = [path for path in bodies if path.endswith(".html")]
    yield from ((pattern, MEDIA_TYPES[".html"]) for pattern in cover(bodies, paths))


def _address(pattern: str) -> str:
    """Return a pattern as these hosts write it: a whole part that varies has a name, so one star is bare at most."""
    parts = pattern.split("/")
    last = len(parts) - 1
    named = [f":part{n}" if part == "*" and n != last else part for n, part in enumerate(parts)]
    return "/" + "/".join(named)


def _lines(headers: dict[str, str]) -> str:
    return "".join(f"  {name}: {value}\n" for name, value in headers.items())
