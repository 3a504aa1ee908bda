"""The peers: their environment with pinned versions, and the commands that make the same texts with them."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: Installed into an environment of their own, beside the kept workspaces.
PINNED = (
    "jinja2==3.1.6",
    "markdown==3.11.3",
    "mkdocs==1.6.1",
    "mkdocs-material==9.8.1",
    "weasyprint==70.0",
    "zensical==0.0.73",
)
_CONFIG = """site_name: {name}
site_url: https://www.{name}.example/
theme:
  name: material
  font: false
  language: en
plugins: []
markdown_extensions: [attr_list, tables]
"""
_PEER = Path(__file__).with_name("peer.py")


@dataclass(frozen=True)
class Peer:
    """Another way to make the same pages. ``pdfs`` says whether it makes the PDFs as well; ``lacks`` what it leaves."""

    id: str
    name: str
    pdfs: bool
    lacks: str


_REST = "no redline, feed, data, headers, checks, frozen text"
PEERS = (
    Peer("a", "(a) mkdocs-material, a command a brand, and WeasyPrint", pdfs=True, lacks=f"{_REST}; PDFs not PDF/UA"),
    Peer("a1", "(a′) the same in one process", pdfs=True, lacks=f"{_REST}; PDFs not PDF/UA"),
    Peer("b", "(b) Zensical, a command a brand", pdfs=False, lacks=f"{_REST}, PDFs"),
    Peer("c", "(c) Python-Markdown and Jinja2, one process", pdfs=False, lacks=f"{_REST}, PDFs, styled pages"),
)


class MissingError(Exception):
    """The peers cannot run here; the message says what to install."""


def environment(folder: Path) -> Path:
    """Return the Python of the peers' environment below ``folder``, made where it is not there yet."""
    python, mark = folder / "bin" / "python", folder / "pinned"
    if not mark.exists() or mark.read_text("utf-8") != "\n".join(PINNED):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *PINNED], check=True)
        mark.write_text("\n".join(PINNED), encoding="utf-8")
    tried = subprocess.run([str(python), "-c", "import weasyprint"], capture_output=True, text=True, check=False)
    if tried.returncode:
        needed = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        raise MissingError(f"WeasyPrint needs libraries of the system: {needed}\n{tried.stderr[-500:]}")
    return python


def configure(staged: Path) -> None:
    """Write the configuration of each brand whose texts are in ``staged``."""
    for docs in staged.glob("*/docs"):
        (docs.parent / "mkdocs.yml").write_text(_CONFIG.format(name=docs.parent.name), encoding="utf-8")


def command(peer: str, python: Path, staged: Path, out: Path) -> list[str]:
    """Return the command that makes all sites below ``out``; where it is several, a script that stops at a fault."""
    together = {"a1": "mkdocs", "c": "bare"}
    if peer in together:
        return [str(python), str(_PEER), together[peer], str(staged), str(out)]
    folders = sorted(docs.parent for docs in staged.glob("*/docs"))
    if peer == "a":
        tool = python.with_name("mkdocs")
        lines = [f"'{tool}' build -q -f '{brand}/mkdocs.yml' -d '{out / brand.name}'" for brand in folders]
        lines.append(f"'{python}' '{_PEER}' papers '{staged}' '{out}'")
    else:
        tool = python.with_name("zensical")
        lines = [f"'{tool}' build -c -f '{brand}/mkdocs.yml'" for brand in folders]
        lines += [f"mv '{brand}/site' '{out / brand.name}'" for brand in folders]
    script = staged / f"{peer}.sh"
    script.write_text("set -e\n" + "\n".join([f"mkdir -p '{out}'", *lines]) + "\n", encoding="utf-8")
    return ["sh", str(script)]


def faults(out: Path, staged: Path, expected: Mapping[str, str], *, pdfs: bool) -> list[str]:
    """Return what is missing of what a peer was to make; ``expected`` gives by brand words that each page holds."""
    found = []
    for docs in sorted(staged.glob("*/docs")):
        brand = docs.parent.name
        for text in docs.glob("v*.md"):
            places = (out / brand / text.stem / "index.html", out / brand / f"{text.stem}.html")
            page = next((path for path in places if path.is_file()), None)
            if page is None or expected[brand] not in page.read_text("utf-8"):
                found.append(f"{brand} has no page of {text.stem}")
            paper = out / brand / "pdf" / f"{text.stem}.pdf"
            if pdfs and not (paper.is_file() and paper.read_bytes().startswith(b"%PDF")):
                found.append(f"{brand} has no PDF of {text.stem}")
    return found
