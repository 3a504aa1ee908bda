"""The host files on real servers: every file of a site comes with what the policy says, once."""

from collections.abc import Iterator

import pytest
from servers import apache, fetch, nginx

from hosts.sample import MOVES, UNLISTED, paths, policy, write_site
from noticepress.hosts.policy import FROZEN, MEDIA_TYPES, everywhere

SERVERS = {"nginx": nginx, "apache": apache}


@pytest.fixture(scope="module", params=SERVERS)
def port(request, tmp_path_factory) -> Iterator[int]:
    with SERVERS[request.param](write_site(tmp_path_factory.mktemp("hosts") / "site")) as found:
        yield found


@pytest.mark.parametrize("path", paths())
def test_every_file_comes_with_its_headers_and_type(port, path) -> None:
    status, headers, _ = fetch(port, f"/{path}")
    expected = {name.lower(): [value] for name, value in policy().headers(path).items()}
    assert status == 200
    assert {name: value for name, value in headers.items() if name in expected} == expected
    type_ = MEDIA_TYPES[f".{path.rsplit('.')[-1]}"]
    assert headers["content-type"][0].replace("; ", ";") == type_.replace("; ", ";")
    unexpected = {"x-robots-tag", "access-control-allow-origin", "cross-origin-resource-policy"} - expected.keys()
    assert not unexpected & headers.keys()


def test_a_folder_is_its_page(port) -> None:
    status, headers, body = fetch(port, "/privacy/history/")
    assert (status, b"privacy/history/index.html" in body) == (200, True)
    assert headers["cache-control"] == ["public, max-age=300"]
    assert headers["content-security-policy"] == [everywhere()["Content-Security-Policy"]]


def test_what_is_not_there_is_the_404_page_under_the_policy(port) -> None:
    status, headers, body = fetch(port, "/privacy/9.9/notice.html")
    assert (status, b"404.html" in body) == (404, True)
    assert headers["content-security-policy"] == [everywhere()["Content-Security-Policy"]]
    assert headers["content-type"][0].startswith("text/html")
    assert headers["cache-control"] != [FROZEN]


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.old)
def test_a_moved_address_leads_on_for_good(port, move) -> None:
    status, headers, _ = fetch(port, move.old)
    to = headers["location"][0].replace(f"http://127.0.0.1:{port}", "").replace("http://127.0.0.1", "")
    assert (status, to) == (301, move.new)
    assert fetch(port, f"{move.old}x")[0] == 404


@pytest.mark.parametrize("path", ["/nginx.conf", "/_headers", "/_redirects", "/.htaccess"])
def test_the_rules_themselves_are_not_served(port, path) -> None:
    assert fetch(port, path)[0] in (403, 404)


def test_frozen_files_may_be_kept_for_a_year(port) -> None:
    for path in ("privacy/1.0/notice.html", "privacy/privacy-notice-1.1.pdf", "assets/style.0123abcd.css"):
        assert fetch(port, f"/{path}")[1]["cache-control"] == [FROZEN], path
    for path in ("privacy/1.0/notice.txt", "privacy/versions.json", "style.css"):
        assert fetch(port, f"/{path}")[1]["cache-control"] == ["public, max-age=300"], path


def test_only_versions_in_force_are_for_search_engines(port) -> None:
    listed = {path for path in paths() if "x-robots-tag" not in fetch(port, f"/{path}")[1]}
    assert listed == set(paths()) - set(UNLISTED)
    assert "privacy/privacy-notice-1.1.pdf" in listed


@pytest.mark.parametrize("modules", [(), ("headers",), ("mime", "alias")], ids=str)
def test_apache_without_some_module_serves_all_the_same(tmp_path, modules) -> None:
    with apache(write_site(tmp_path / "site"), modules=modules) as bare:
        assert fetch(bare, "/privacy/1.0/notice.html")[0] == 200
        assert fetch(bare, "/nothing")[0] == 404


@pytest.mark.parametrize("server", SERVERS.values(), ids=SERVERS)
def test_a_site_may_stand_below_the_root_of_its_host(tmp_path, server) -> None:
    site = write_site(tmp_path / "site", "https://example.org/legal/")
    with server(site, under="legal/") as port:
        for path in paths():
            expected = {name.lower(): [value] for name, value in policy().headers(path).items()}
            status, headers, _ = fetch(port, f"/legal/{path}")
            assert status == 200
            assert {name: value for name, value in headers.items() if name in expected} == expected, path
        status, headers, _ = fetch(port, "/legal/old-privacy/")
        assert status == 301
        assert headers["location"][0].endswith("/legal/privacy/")
        status, _, body = fetch(port, "/legal/nothing")
        assert (status, b"404.html" in body) == (404, True)
