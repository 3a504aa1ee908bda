"""Time and peak memory of the redline beside lxml.html.diff, htmldiff2 and xmldiff, and on real histories.

    python benchmarks/redline.py                 one notice, and one 50 times as long
    python benchmarks/redline.py HISTORIES       every neighbouring pair of FOLDER/NOTICE/DATE.md

The other tools are no dependency: install lxml, htmldiff2 and xmldiff, or they are left out. Each run is a
process of its own, so that its peak memory is its own. Times are without start-up: the best of fifteen on one
notice, of three on the long one (of one for the other tools, which take long).
"""

import importlib.util
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

CASES = Path(__file__).parents[1] / "tests" / "redline" / "cases"
#: A section rewritten: every tool has matching, moving and marking to do.
CASE = "13_section_rewritten"
TOOLS = {
    "noticepress": "noticepress",
    "lxml": "lxml.html.diff",
    "htmldiff2": "htmldiff2",
    "xmldiff": "xmldiff",
}
#: Seconds after which a tool is not waited for.
PATIENCE = 180


def tool(name: str) -> Callable[[str, str], object]:
    """Return a tool's function of an old and a new body."""
    if name == "noticepress":
        from noticepress.redline import compare_html as found
    elif name == "lxml":
        from lxml.html.diff import htmldiff as found
    elif name == "htmldiff2":
        from htmldiff2 import render_html_diff as found
    else:
        from xmldiff.main import diff_texts

        def found(old: str, new: str) -> object:
            return diff_texts(f"<body>{old}</body>", f"<body>{new}</body>")

    return found


def bodies(copies: int) -> list[str]:
    """Return the old and the new body, so many times over, with ids of their own."""
    found = []
    for side in ("old", "new"):
        body = (CASES / f"{CASE}.{side}.html").read_text(encoding="utf-8")
        found.append("".join(re.sub(r'id="([^"]+)"', rf'id="\1-{copy}"', body) for copy in range(copies)))
    return found


def measure(name: str, copies: int) -> None:
    """Print milliseconds and mebibytes of one tool on one size."""
    run, (old, new) = tool(name), bodies(copies)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    for _ in range(15 if copies == 1 else 3 if name == "noticepress" else 1):
        started = time.perf_counter()
        run(old, new)
        times.append((time.perf_counter() - started) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{min(times):10.1f} ms  {(peak - before) / 1024:6.0f} MiB more, {peak / 1024:4.0f} MiB in all")


def side_by_side() -> None:
    """Print a line for each tool and size."""
    for copies in (1, 50):
        size = len(bodies(copies)[0].encode()) // 1000
        print(f"a notice of {size} kB" if copies == 1 else f"{copies} times as long, {size} kB")
        for name, module in TOOLS.items():
            if importlib.util.find_spec(module.partition(".")[0]) is None:
                print(f"  {module:16} not installed")
                continue
            command = [sys.executable, __file__, "--one", name, str(copies)]
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
                print(f"  {module:16} {done.stdout.rstrip()}")
            except subprocess.TimeoutExpired:
                print(f"  {module:16} not done after {PATIENCE} s")


def render(path: Path) -> str:
    """Return a Markdown file's body, front matter and Liquid tags left out."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.anchors import anchors_plugin

    source = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return parser.use(anchors_plugin, max_level=4).render(source)


def histories(folder: Path) -> None:
    """Compare neighbouring versions and print what held and how long it took."""
    from noticepress.redline import accept, compare_html, reject

    times, wrong, coarse = [], 0, 0
    for notice in sorted(path for path in folder.iterdir() if path.is_dir()):
        versions = sorted(notice.glob("*.md"))
        for before, after in pairwise(versions):
            old, new = render(before), render(after)
            started = time.perf_counter()
            redline = compare_html(old, new)
            times.append((time.perf_counter() - started) * 1000)
            wrong += accept(redline.html) != new or reject(redline.html) != old
            coarse += bool(redline.fallbacks)
    print(f"{len(times)} pairs: {wrong} not exact, {coarse} with a fallback")
    print(f"median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], int(sys.argv[3]))
    elif len(sys.argv) > 1:
        histories(Path(sys.argv[1]))
    else:
        side_by_side()
