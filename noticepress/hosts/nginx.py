"""``nginx.conf``: a snippet to include in the ``server`` block of a site.

``add_header`` is not inherited by a block that has one of its own, so each location says everything again.
"""

from noticepress.hosts.policy import FRESH, MEDIA_TYPES, Policy, expression

_HEAD = """\
# Headers, types and redirects for nginx. Written by the build: do not edit.
#
#   server {{
#       listen 443 ssl;
#       server_name example.org;
#       root /srv/example;                  # this folder
#       include /srv/example/nginx.conf;    # this file
#   }}
#
# In a server that has other things too, include it inside "location /path/ {{ … }}" instead.
# Strict-Transport-Security is not here: it binds all of the host's name, so it is for the host's owner to set.

index index.html;
error_page 404 {root}404.html;
absolute_redirect off;
charset utf-8;
charset_types {charset_types};
types {{
{types}}}
"""

_HIDDEN = """
location ~ /(\\.ht[^/]*|_headers|_redirects|nginx\\.conf)$ {
    return 404;
}
"""


def nginx_conf(policy: Policy) -> str:
    """Return the snippet. Locations that name one file come first: nginx takes the first expression that matches."""
    bare = {ending: type_.partition(";") for ending, type_ in MEDIA_TYPES.items()}
    kinds = {type_ for type_, charset, _ in bare.values() if charset and type_ != "text/html"}
    types = "".join(f"    {type_} {ending[1:]};\n" for ending, (type_, _, _) in bare.items())
    patterns = sorted({rule.pattern for rule in policy.rules}, key=lambda pattern: (pattern.count("*"), pattern))
    return "".join(
        [
            _HEAD.format(root=policy.root, charset_types=" ".join(sorted(kinds)), types=types),
            _headers({**policy.everywhere, "Cache-Control": FRESH}),
            *_moves(policy),
            _HIDDEN,
            *(_location(pattern, policy) for pattern in patterns),
        ]
    )


def _moves(policy: Policy) -> list[str]:
    lines = []
    for move in policy.moves:
        old = expression(policy.root + move.old.removeprefix("/"))
        new = policy.root + move.new.removeprefix("/") if move.new.startswith("/") else move.new
        lines.append(f'rewrite "^{old}$" "{new}" permanent;\n')
    return lines


def _location(pattern: str, policy: Policy) -> str:
    headers = {**policy.everywhere, "Cache-Control": FRESH}
    for rule in (rule for rule in policy.rules if rule.matches(pattern)):
        headers |= rule.headers
    body = "".join(f"    {line}\n" for line in _headers(headers).splitlines())
    return f'\nlocation ~ "/{expression(pattern)}$" {{\n{body}}}\n'


def _headers(headers: dict[str, str]) -> str:
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in headers.items())
