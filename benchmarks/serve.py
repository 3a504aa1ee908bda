"""Time from a saved file to the browser: the notice of this repository, served, with every brand's draft open at once.

    python benchmarks/serve.py             seven saves, after one that is not counted
    python benchmarks/serve.py --times 20

Each save changes one word of the source; the clock runs from the write to when each of the open pages shows the word,
looked for in the page itself every 20 ms. The workspace is a copy. It needs what the tests need: playwright, and
Chromium on the path. A script, not a test: what it prints depends on what else the machine does.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.async_api import Page, async_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import ARGUMENTS, require_chromium  # noqa: E402

WORDS = "small text files"


async def shows(page: Page, words: str, started: float) -> float:
    """Return the seconds after ``started`` at which a page says ``words``."""
    said = "words => document.body !== null && document.body.innerText.includes(words)"
    await page.wait_for_function(said, arg=words, polling=20)
    return time.monotonic() - started


async def measure(address: str, brands: list[str], times: int, save: Callable[[str], None]) -> list[list[float]]:
    """Return for each of ``times`` saves the seconds until each brand's page shows it; ``save`` writes other words."""
    found = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=require_chromium(), args=ARGUMENTS)
        context = await browser.new_context()
        pages = [await context.new_page() for _ in brands]
        for page, brand in zip(pages, brands, strict=True):
            await page.goto(f"{address}sites/{brand}/privacy/draft/")
        for number in range(times + 1):
            await asyncio.sleep(10)  # the desk of the save before is done then
            words = f"{'tiny' if number % 2 else 'minute'} text files {number}"
            started = time.monotonic()
            save(words)
            found.append(await asyncio.gather(*(shows(page, words, started) for page in pages)))
        await browser.close()
    return found[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=7)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("notices", "brands"):
            shutil.copytree(ROOT / name, root / name)
        brands = sorted(path.stem for path in (root / "brands").glob("*.yml"))
        command = [sys.executable, "-u", str(ROOT / "build.py"), "--workspace", str(root), "serve", "--port", "0"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        try:
            assert server.stdout is not None
            address = next(line.split()[4].rstrip(";") for line in server.stdout if line.startswith("the desk is at"))
            notice = root / "notices/privacy/notice.md"
            text = notice.read_text(encoding="utf-8")

            def save(words: str) -> None:
                notice.write_text(text.replace(WORDS, words), encoding="utf-8")

            found = asyncio.run(measure(address, brands, times, save))
        finally:
            server.terminate()
            server.wait()
    load = os.getloadavg()[0]
    print(f"{len(brands)} brands' drafts open, {times} saves, load {load:.1f} at the end; seconds from the save to the")
    for name, of_all in (("first page", [min(each) for each in found]), ("every page", [max(each) for each in found])):
        print(f"{name}: median {statistics.median(of_all):.2f}, least {min(of_all):.2f}, greatest {max(of_all):.2f}")


if __name__ == "__main__":
    main()
