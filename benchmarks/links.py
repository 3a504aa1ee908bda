"""How long the link check takes, and what it sees, beside LinkChecker alone and linkinator.

    python benchmarks/links.py            speed: 500 addresses on one local host, 500 pages offline
    python benchmarks/links.py --truth    verdicts: every awkward website beside LinkChecker alone

The servers are those of the tests, on loopback. LinkChecker's tuned run is its fastest: a server that lifts its limit,
no robots.txt, no wait. With its defaults it takes minutes, so that run is given ``PATIENCE`` seconds and its rate is
told. linkinator is an npm package: where ``linkinator`` is not on the path it is left out, and said to be.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from links.playground import TRUTH, WORDLESS, Playground, playground  # noqa: E402

from noticepress.config import load_workspace  # noqa: E402
from noticepress.links.guard import LOOPBACK  # noqa: E402
from noticepress.links.offline import SiteContext, site_findings  # noqa: E402
from noticepress.links.online import Options, check_online  # noqa: E402
from noticepress.links.sites import read_site  # noqa: E402
from noticepress.links.targets import find_targets  # noqa: E402

ADDRESSES, BRANDS, PAGES, LINKS_A_PAGE = 500, 20, 500, 36
#: Seconds after which a tool is not waited for.
PATIENCE = 30
_TUNED = """[checking]
threads=10
recursionlevel=0
robotstxt=0
maxrequestspersecond=100000
resultcachesize=100000
[filtering]
checkextern=1
[output]
status=0
verbose=1
"""


def workspace(folder: Path, urls: Sequence[str], brands: int, must: Callable[[str], bool]) -> Path:
    """Make a workspace of ``brands`` brands whose one notice uses every address."""
    (folder / "brands").mkdir(parents=True)
    (folder / "notices/privacy").mkdir(parents=True)
    for number in range(brands):
        (folder / f"brands/b{number}.yml").write_text(f"name: Brand {number}\n", encoding="utf-8")
    entries = (
        f"r{n}:\n  title: R\n  url: {url}\n" + ("  must: [complaint]\n" if must(url) else "")
        for n, url in enumerate(urls)
    )
    (folder / "notices/references.yml").write_text("".join(entries), encoding="utf-8")
    links = "\n".join(f"- [page {n} of them][r{n}]" for n in range(len(urls)))
    text = f"---\ntitle: Privacy notice\n---\n\n## Links {{#links}}\n\n{links}\n"
    (folder / "notices/privacy/notice.md").write_text(text, encoding="utf-8")
    return folder


def ours(root: Path, place: Playground, **more: object) -> Sequence[tuple[str, str]]:
    """Return address and verdict of each target of the workspace."""
    targets = find_targets(load_workspace(root), {}, {})
    options = Options(allowed=LOOPBACK, ca_file=str(place.ca_file), strict=True, **more)
    results = check_online(targets, {}, options)
    return [(result.target.address, result.judgement.verdict) for result in results]


def linkchecker(urls: Sequence[str], config: str | None, folder: Path, patience: float) -> tuple[str, bool]:
    """Run LinkChecker alone; return its XML, and whether it ended by itself."""
    arguments = ["--no-status", "--verbose", "--check-extern", "--recursion-level", "0"] if config is None else []
    if config is not None:
        (folder / "rc").write_text(config, encoding="utf-8")
        arguments = ["--config", str(folder / "rc")]
    command = [sys.executable, "-m", "linkcheck", *arguments, "--output", "xml/utf-8", "--stdin"]
    try:
        done = subprocess.run(
            command, input="\n".join(urls), capture_output=True, text=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired as error:
        return (error.stdout or b"").decode("utf-8", "replace"), False
    return done.stdout, True


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long a block takes."""
    started = time.perf_counter()
    yield
    print(f"{what:62} {time.perf_counter() - started:7.2f} s", flush=True)


def speed(place: Playground, folder: Path) -> None:
    """Print the times."""
    urls = [place.url(f"/ok/{number}") for number in range(ADDRESSES)]
    with timed(f"LinkChecker alone, tuned: {ADDRESSES} addresses on one host"):
        xml, _ = linkchecker(urls, _TUNED, folder, 300)
    assert xml.count("<urldata>") == ADDRESSES
    for brands in (1, BRANDS):
        root = workspace(folder / f"w{brands}", urls, brands, lambda _: True)
        with timed(f"noticepress links: the same, used by {brands} brand{'s' * (brands > 1)}"):
            found = ours(root, place)
        assert {verdict for _, verdict in found} == {"ok"}
        assert len(found) == ADDRESSES
    assert all(count <= 3 for path, count in place.hits.items() if path.startswith("/ok/"))  # noqa: PLR2004 - three runs
    started = time.perf_counter()
    xml, ended = linkchecker([place.url(f"/complaint?{n}") for n in range(ADDRESSES)], None, folder, PATIENCE)
    took, done = time.perf_counter() - started, xml.count("<urldata>")
    whole = "" if ended else f", {done} of {ADDRESSES} when it was ended"
    print(f"{'LinkChecker alone, by default' + whole:62} {took:7.2f} s")
    linkinator(urls, folder)
    offline(folder)


def linkinator(urls: Sequence[str], folder: Path) -> None:
    """Time linkinator, where there is one, on a page with all addresses."""
    program = shutil.which("linkinator")
    if program is None:
        print("linkinator: not on the path, left out (npm install --global linkinator)")
        return
    page = folder / "linkinator"
    page.mkdir()
    rows = "".join(f'<a href="{url}">x</a>' for url in urls)
    (page / "index.html").write_text(f"<!doctype html><title>x</title>{rows}", encoding="utf-8")
    with timed("linkinator: the same addresses"):
        subprocess.run([program, str(page)], capture_output=True, timeout=300, check=False)


def offline(folder: Path) -> None:
    """Time the offline check of a site of 500 pages; the best of five, as for all that takes less than a second."""
    site = folder / "site"
    words = "words and words " * 30
    for page in range(PAGES):
        rows = "".join(
            f'<section id="s{n}"><h2>Head {n}</h2><p>{words}<a href="../{(page + n) % PAGES}/#s{n}">page {n} of it</a> '
            f'<a href="#s{n}">this place</a> <a href="https://www.example.org/{n}">out <em>there</em></a></p></section>'
            for n in range(LINKS_A_PAGE // 3)
        )
        (site / str(page)).mkdir(parents=True)
        (site / str(page) / "index.html").write_text(f"<!doctype html><title>x</title>{rows}", encoding="utf-8")
    known = frozenset(f"https://www.example.org/{n}" for n in range(LINKS_A_PAGE // 3))
    times, cpu = [], []
    for _ in range(5):
        started, worked = time.perf_counter(), time.process_time()
        index = read_site(site)
        found = list(site_findings(index, SiteContext("b", Path("site"), known)))
        times.append(time.perf_counter() - started)
        cpu.append(time.process_time() - worked)
        assert not found
    count = sum(len(page.links) for page in index.pages.values())
    print(
        f"{f'noticepress links --offline: {PAGES} pages, {count} links':62} {min(times):7.2f} s, {min(cpu):.2f} of CPU"
    )


#: What LinkChecker says, by what a careful person would: it passes or fails, and has no other word.
_SHOULD_FAIL = frozenset({"broken", "content", "fragment"})


def _judged(verdict: str, said: str) -> str:
    """Return what is wrong with LinkChecker's word: it passes what is not right, or fails what is. A warning passes."""
    if verdict in _SHOULD_FAIL:
        return "" if said.startswith("error") else "  (missed)" if said == "valid" else "  (only warned of)"
    if verdict in {"blocked", "outage"}:
        return "" if said != "valid" else "  (missed)"
    return "  (false alarm)" if said.startswith("error") else ""


def truth(place: Playground, folder: Path) -> None:
    """Print each case with what a careful person, this program and LinkChecker alone call it."""
    cases = {place.url(path): (path, verdict) for verdict, paths in TRUTH.items() for path in paths.split()}
    root = workspace(folder / "w", list(cases), 1, lambda url: cases[url][0] not in WORDLESS)
    found = dict(ours(root, place, timeout=8.0))
    place.hits.clear()
    config = _TUNED.replace("robotstxt=0", f"timeout=8\nsslverify={place.ca_file}")
    xml, _ = linkchecker(list(cases), config + "[AnchorCheck]\n", folder, 300)
    alone = {}
    for node in ET.fromstring(xml).iter("urldata"):
        valid, warnings = node.find("valid"), len(list(node.iter("warning")))
        called = "valid" if valid is not None and valid.text == "1" else "error"
        alone[node.findtext("url", "")] = called + (f" +{warnings}" if warnings else "")
    right = wrong = 0
    print(f"{'case':32} {'a person':11} {'noticepress':11} LinkChecker alone (+ warnings)")
    for url, (path, verdict) in cases.items():
        is_right = found[url] == {"transient": "ok"}.get(verdict, verdict)
        right += is_right
        said = alone.get(url, "nothing")
        judged = _judged(verdict, said)
        wrong += bool(judged)
        print(f"{path:32} {verdict:11} {found[url]:11} {said}{judged}{'' if is_right else '  <- noticepress differs'}")
    said = f"LinkChecker alone: {wrong} missed, only warned of, or false alarms"
    print(f"noticepress: {right} of {len(cases)} as a person; {said}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truth", action="store_true")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # LinkChecker, started by root, reads its files as another user
        with playground(folder) as place:
            (truth if parser.parse_args().truth else speed)(place, folder)


if __name__ == "__main__":
    main()
