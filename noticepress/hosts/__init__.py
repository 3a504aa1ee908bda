"""What a site tells the host that serves it: headers, types and redirects, for every common kind of host."""

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from noticepress.hosts.apache import htaccess
from noticepress.hosts.headers import headers_file, redirects_file
from noticepress.hosts.nginx import nginx_conf
from noticepress.hosts.policy import Policy, content_policy, make_rules
from noticepress.model import File, Move, Page

__all__ = ["content_policy", "host_files", "make_policy"]

#: What the theme puts beside the pages.
_THEME = ("404.html", "favicon.svg", "sitemap.xml", "style.css")
#: What a look with scripts puts there too, Material's own assets aside.
_SCRIPTED = ("look.js", "search/search_index.json")


def host_files(
    pages: Iterable[Page],
    files: Collection[File],
    *,
    site_url: str | None = None,
    moves: Iterable[Move] = (),
    unlisted: Collection[str] = (),
    scripts: bool = False,
) -> tuple[File, ...]:
    """Return the files that hosts read, for a site of ``pages`` and ``files``; ``unlisted`` as ``make_rules``.

    ``scripts`` is for a look that brings scripts of its own: they are then the one thing more that a page may load,
    with what they ask of the site itself.
    """
    paths = [page.path.removesuffix(".md") + ".html" for page in pages]
    paths += [file.path for file in files]
    paths += [path for path in (*_THEME, *(_SCRIPTED if scripts else ())) if path not in paths]
    policy = make_policy(paths, files, site_url=site_url, moves=moves, unlisted=unlisted, scripts=scripts)
    texts = {
        "_headers": headers_file(policy, paths),
        "_redirects": redirects_file(policy),
        ".htaccess": htaccess(policy),
        "nginx.conf": nginx_conf(policy),
    }
    return tuple(File(path, text.encode(), "text/plain; charset=utf-8") for path, text in texts.items())


def make_policy(
    paths: Collection[str],
    files: Iterable[File],
    *,
    site_url: str | None = None,
    moves: Iterable[Move] = (),
    unlisted: Collection[str] = (),
    scripts: bool = False,
) -> Policy:
    """Return what hosts are asked for; a site whose address is unknown is taken to stand at its host's root."""
    root = urlsplit(site_url or "").path.rstrip("/") + "/"
    frozen = [file.path for file in files if file.immutable]
    return Policy(root, make_rules(paths, frozen, unlisted), tuple(moves), scripts)
