"""``.htaccess`` for Apache 2.4: only what a host that allows ``FileInfo`` lets it say, no module taken for granted."""

from noticepress.hosts.policy import FRESH, MEDIA_TYPES, Policy, expression

_HEAD = """\
# Headers, types and redirects for Apache 2.4. Written by the build: do not edit.
# It needs "AllowOverride FileInfo" and uses the modules headers, mime, alias and setenvif where they are loaded.
# Strict-Transport-Security is not here: it binds all of the host's name, so it is for the host's owner to set.

ErrorDocument 404 {root}404.html
AddDefaultCharset utf-8
"""

#: What hosts read is for nobody else.
_HIDDEN = r'RedirectMatch 404 "/(\.ht[^/]*|_headers|_redirects|nginx\.conf)$"'


def htaccess(policy: Policy) -> str:
    """Return ``.htaccess`` for the folder of the site."""
    return "".join(
        [
            _HEAD.format(root=policy.root),
            _module("mime_module", _types()),
            _module("headers_module", [*_set(policy.everywhere), *_set({"Cache-Control": FRESH})]),
            *(_rule(rule.pattern, _set(dict(rule.headers))) for rule in policy.rules),
            _module("alias_module", [*_moves(policy), _HIDDEN]),
        ]
    )


def _types() -> list[str]:
    lines = []
    for ending, type_ in MEDIA_TYPES.items():
        bare, _, charset = type_.partition("; charset=")
        lines.append(f"AddType {bare} {ending}")
        if charset:
            lines.append(f"AddCharset {charset} {ending}")
    return lines


def _moves(policy: Policy) -> list[str]:
    old = ((expression(policy.root + move.old.removeprefix("/")), move.new) for move in policy.moves)
    return [f'RedirectMatch 301 "^{pattern}$" "{_below(policy, new)}"' for pattern, new in old]


def _below(policy: Policy, new: str) -> str:
    return policy.root + new.removeprefix("/") if new.startswith("/") else new


def _set(headers: dict[str, str]) -> list[str]:
    """Return directives that hold for errors too; one that stands later replaces what an earlier one set."""
    return [f'Header always set {name} "{value}"' for name, value in headers.items()]


def _rule(pattern: str, directives: list[str]) -> str:
    """Return directives for the files that a pattern matches, wherever on the host the site may stand."""
    lines = [f'<If "%{{REQUEST_URI}} =~ m#/{expression(pattern)}$#">', *(f"  {line}" for line in directives), "</If>"]
    return _module("headers_module", lines)


def _module(name: str, lines: list[str]) -> str:
    return f"\n<IfModule {name}>\n" + "".join(f"  {line}\n" for line in lines) + "</IfModule>\n"
