"""A made-up group of N brands with V versions of the real notice, frozen and approved: python made.py FOLDER N V

The brands are invented, and their names say so. Telephone numbers are those that Ofcom keeps for drama, domains end in
``.example``, and no postcode area is called ZZ. The first brand is the parent of all, the second and third are the
sister companies that notices name, so that the first N brands are the same whatever N is. Each version is made from the
one before by an edit as legal would make it. What goes into a release is bound, rendered, typeset and written by the
package's own functions, a process a version; the checks of ``release`` are left out.
``release`` makes the same texts, values and PDFs byte for byte; from the 51st brand on PDFs are copies of others'.
"""

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from noticepress.archive import frozen_name, releases_folder, sums_fingerprint
from noticepress.bind import bind
from noticepress.cli.commands import _typesetter
from noticepress.config import Workspace, load_workspace
from noticepress.document import render_document
from noticepress.ledger import Entry, record, spoken_time
from noticepress.ledger.entry import digest
from noticepress.machine.markdown import body_markdown
from noticepress.model import SOURCE, ChangeClass
from noticepress.release.files import to_yaml, write_once, write_whole
from noticepress.release.freeze import frozen_values
from noticepress.source import load_notice

ROOT = Path(__file__).resolve().parents[2]
NOTICE = "privacy"
MARK = "made.json"
#: The day of the first version; each later one takes effect this many days after the one before.
FIRST, EVERY = date(2025, 1, 1), timedelta(days=30)
#: What Ofcom keeps for drama, a thousand numbers each but for the last: "UK telephone numbers for TV and radio drama".
DRAMA = (
    *("0113 496 0", "0114 496 0", "0115 496 0", "0116 496 0", "0117 496 0", "0118 496 0", "0121 496 0"),
    *("0131 496 0", "0141 496 0", "0151 496 0", "0161 496 0", "020 7946 0", "01632 960"),
)
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aiou"]
#: So many brands have PDFs of their own, the others copies: a build copies what is frozen and reads none of it.
_TYPESET = 50
_APPROVER = "A. Example, invented for a benchmark"


def name_of(number: int) -> str:
    """Return a name that nobody has, another for each number up to 140,607."""
    base = len(_SYLLABLES)
    parts = (number // base**2 % base, number // base % base, number * 7 % base)
    return "Zy" + "".join(_SYLLABLES[part] for part in parts)


def telephone(number: int) -> str:
    """Return a drama number, another for each number up to 12,999."""
    return f"{DRAMA[number % len(DRAMA)]}{number // len(DRAMA):03}"


def brand_file(number: int, last: int, *, changed: int = 0) -> str:
    """Return a brand's YAML file; ``changed`` gives it another telephone number."""
    name, identifier = name_of(number), name_of(number).lower()
    street = f"{number + 1} {name} Road"
    postcode = f"ZZ{number % 90 + 10} {number // 90 % 9 + 1}{'ABDEFGHJLN'[number // 810 % 10]}Z"
    sisters = [name_of(other).lower() for other in (1, 2) if other <= last]
    group = [f"sister_companies: [{', '.join(sisters)}]"] if number == 0 else [f"parent: {name_of(0).lower()}"]
    lines = [
        f"name: {name}",
        f"legal_name: {name} Limited",
        *group,
        "contact:",
        f"  address: [{name} House, {street}, Exampleton, {postcode}]",
        f'  telephone: "{telephone(number + changed)}"',
        f"  email: hello@{identifier}.example",
        f"  privacy_email: privacy@{identifier}.example",
        f"  website: https://www.{identifier}.example/",
        f"  form: https://www.{identifier}.example/contact/",
        "privacy_contact_title: Data Protection Lead",
        f"site_url: https://www.{identifier}.example/",
        f"confirmed: {{by: '{_APPROVER}', on: 2025-01-01}}",
    ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Edit:
    """What a version changes: in a sentence, of which class, and how; it is given the text and the version's number."""

    summary: str
    kind: ChangeClass
    make: Callable[[str, int], str]


def _sub(pattern: str, words: str, text: str) -> str:
    """Replace the one place that ``pattern`` finds; ``#`` in ``words`` is for the caller."""
    changed, found = re.subn(pattern, words, text, count=1, flags=re.MULTILINE)
    if not found or changed == text:
        raise ValueError(f"the notice holds no place for {words!r}")
    return changed


def _period(text: str, number: int) -> str:
    return _sub(r"up to \d+ months", f"up to {6 + number} months", text)


def _item(text: str, number: int) -> str:
    return _sub(r"^- Staff training.*$", f"- Staff training, repeated every {number + 2} months", text)


def _section(text: str, number: int) -> str:
    added = (
        f"## Recorded calls, part {number} {{#recorded-calls-{number}}}\n\nSome of our lines are recorded, so that we "
        f"can settle what was agreed. We delete a recording after {10 + number} days, unless it is needed for longer:"
        "\n\n- to answer a question that you asked; or\n- to deal with a complaint.\n\n"
    )
    return _sub(r"^## Your rights ", added + "## Your rights ", text)


def _moved(text: str, _number: int) -> str:
    """Put the first item of the security measures last."""
    block = re.search(r"(?<=personal data include:\n\n)((?:- .*\n)+)", text)
    if block is None:
        raise ValueError("the notice has no list of measures")
    first, *others = block[1].splitlines(keepends=True)
    return text[: block.start()] + "".join([*others, first]) + text[block.end() :]


def _recipient(text: str, number: int) -> str:
    return _sub(r"^(- to protect our customers;)$", rf"- to answer question {number} of a regulator;\n\1", text)


def _sentence(text: str, number: int) -> str:
    added = f"We looked at this period again in year {number}, and kept it."
    return _sub(r"(unless otherwise instructed\.)", rf"\1 {added}", text)


def _swapped(text: str, _number: int) -> str:
    """Let the last two sections change places."""
    head, *sections = re.split(r"(?m)^(?=## )", text)
    last, before = sections[-1].rstrip("\n"), sections[-2].rstrip("\n")
    return head + "".join(sections[:-2]) + f"{last}\n\n{before}\n"


def _reworded(text: str, number: int) -> str:
    words = f"We never sell it, and {number} people of ours may see it."
    return _sub(r"^(.* will not sell your data to an unrelated party\.).*$", rf"\1 {words}", text)


EDITS = (
    Edit("Data are kept for another period after an agreement ends.", "material", _period),
    Edit("How often staff are trained is said.", "editorial", _item),
    Edit("A section on recorded calls is new.", "material", _section),
    Edit("A measure stands in another place.", "editorial", _moved),
    Edit("Another reason for sharing is named.", "material", _recipient),
    Edit("A sentence says that the period was looked at again.", "editorial", _sentence),
    Edit("Two sections changed places.", "editorial", _swapped),
    Edit("Who may see the data is said.", "material", _reworded),
)


def sources(versions: int) -> Iterator[tuple[str, str, Edit | None]]:
    """Yield number, source and edit of each version: 1.0 is the notice as it stands."""
    text = (ROOT / "notices" / NOTICE / "notice.md").read_text(encoding="utf-8")
    yield "1.0", text, None
    for number in range(1, versions):
        edit = EDITS[(number - 1) % len(EDITS)]
        text = edit.make(text, number)
        yield f"1.{number}", text, edit


def dates(number: int) -> tuple[date, date]:
    """Return the days on which a version was frozen, and from which it applies; all are past by ``AS_AT``."""
    effective = FIRST + number * EVERY
    return effective - timedelta(days=20), effective


def _freeze(root: Path, larger: Path | None, version: tuple[int, str, str, Edit | None]) -> str:
    """Write one release whole, without a decision on it; return its folder's name."""
    index, number, text, edit = version
    workspace = load_workspace(root)
    fields = _fields(workspace, index, number, edit)
    files = {"notice.md": text.encode(), "release.yml": to_yaml(fields)}
    files |= dict(_copied(workspace, larger, number) if larger else _texts(workspace, fields, text))
    write_whole(releases_folder(root, NOTICE) / number, files)
    return number


def _fields(workspace: Workspace, index: int, number: str, edit: Edit | None) -> dict[str, object]:
    recorded, effective = dates(index)
    kind = edit.kind if edit else "initial"
    return {
        "version": number,
        "title": "Privacy notice",
        "effective": effective,
        "recorded": recorded,
        "summary": edit.summary if edit else "The first version.",
        "class": kind,
        "declared_by": _APPROVER,
        "brands": {brand.id: kind for brand in sorted(workspace.brands, key=lambda brand: brand.id)},
        "made_with": "a benchmark",
    }


def _texts(workspace: Workspace, fields: dict[str, object], text: str) -> Iterator[tuple[str, bytes]]:
    """Yield each brand's values, text and PDF, made as ``release`` makes them."""
    recorded, effective = fields["recorded"], fields["effective"]
    assert isinstance(recorded, date)
    assert isinstance(effective, date)
    typeset = _typesetter(workspace)
    path = workspace.root / "notices" / NOTICE / f".{fields['version']}.md"
    path.write_text(text, encoding="utf-8")
    notice = load_notice(path, workspace.root, NOTICE)
    path.unlink()
    papers: list[bytes] = []
    for number, brand in enumerate(workspace.brands):
        bare = render_document(bind(notice, brand), workspace.references)
        document = replace(bare, version=str(fields["version"]), effective=effective)
        yield f"values/{brand.id}.json", frozen_values(workspace, brand, NOTICE)
        yield frozen_name(brand.id, SOURCE, "html"), document.html.encode()
        if number < _TYPESET:
            papers.append(typeset(document, brand, recorded))
        yield frozen_name(brand.id, SOURCE, "pdf"), papers[number % _TYPESET]


def _copied(workspace: Workspace, larger: Path, number: str) -> Iterator[tuple[str, bytes]]:
    """Yield the same from a larger workspace, whose first brands are these."""
    folder = releases_folder(larger, NOTICE) / number
    for brand in workspace.brands:
        for name in (f"values/{brand.id}.json", f"{brand.id}.html", f"{brand.id}.pdf"):
            yield name, (folder / name).read_bytes()


def _decide(root: Path, index: int, number: str) -> None:
    """Approve a release on the day after it was frozen, and write both into the ledger."""
    folder = releases_folder(root, NOTICE) / number
    recorded, _ = dates(index)
    frozen = datetime(recorded.year, recorded.month, recorded.day, 10, tzinfo=UTC)
    sums, approved = sums_fingerprint(folder), frozen + timedelta(days=1)
    data = to_yaml({"by": _APPROVER, "at": spoken_time(approved), "sums_sha256": sums})
    write_once(folder / "approval.yml", data)
    record(root, Entry("released", frozen, NOTICE, number, sums=sums))
    record(root, Entry("approved", approved, NOTICE, number, sums=sums, decision=digest(data)))


def key() -> str:
    """Return what stands for all that a workspace is made from, apart from its size."""
    read = [Path(__file__), *sorted((ROOT / "templates" / "pdf").rglob("*"))]
    read += [ROOT / "notices" / NOTICE / "notice.md", ROOT / "notices" / "references.yml"]
    read += [*sorted((ROOT / "noticepress" / "pdf").glob("*.py")), ROOT / "noticepress" / "document.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in read if path.is_file())).hexdigest()[:16]


def made(folder: Path, brands: int, versions: int) -> Path:
    """Return the workspace of that size below ``folder``: the one that is there, or a new one."""
    root = folder / f"{brands}x{versions}-{key()}"
    if (root / MARK).exists():
        return root
    if root.exists():
        raise SystemExit(f"{root} is half made: delete it")
    started = time.perf_counter()
    larger = _larger(folder, brands, versions)
    _configured(root, brands)
    every = [(index, *version) for index, version in enumerate(sources(versions))]
    (root / "notices" / NOTICE / "notice.md").write_text(every[-1][2], encoding="utf-8")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done, number in enumerate(pool.map(partial(_freeze, root, larger), every), 1):
            print(f"  froze {number} for {brands} brands, {done} of {versions}", file=sys.stderr, flush=True)
    for index, number, *_ in every:
        _decide(root, index, number)
    facts = {"brands": brands, "versions": versions, "seconds": round(time.perf_counter() - started, 1)}
    facts |= {"copied_from": larger and larger.name}
    (root / MARK).write_text(json.dumps(facts) + "\n", encoding="utf-8")
    return root


def _configured(root: Path, brands: int) -> None:
    """Write all but the releases."""
    (root / "notices" / NOTICE).mkdir(parents=True)
    (root / "brands").mkdir()
    references = (ROOT / "notices" / "references.yml").read_bytes()
    (root / "notices" / "references.yml").write_bytes(references)
    for number in range(brands):
        path = root / "brands" / f"{name_of(number).lower()}.yml"
        path.write_text(brand_file(number, brands - 1), encoding="utf-8")


def _larger(folder: Path, brands: int, versions: int) -> Path | None:
    """Return a workspace that holds this one, if one is kept."""
    found = []
    for mark in folder.glob(f"*-{key()}/{MARK}"):
        facts = json.loads(mark.read_text(encoding="utf-8"))
        # The second and third brand stand in all texts as sister companies.
        same = (brands > 2) == (facts["brands"] > 2)
        if facts["brands"] >= brands and facts["versions"] >= versions and same:
            found.append((facts["brands"] * facts["versions"], mark.parent))
    return min(found)[1] if found else None


def stage(root: Path, folder: Path) -> int:
    """Write each brand's texts as Markdown, bound and with the same words, as peers need them; return how many."""
    count = 0
    for release in sorted(releases_folder(root, NOTICE).iterdir()):
        for body in sorted(release.glob("*.html")):
            path = folder / body.stem / "docs" / f"v{release.name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("# Privacy notice\n\n" + body_markdown(body.read_text("utf-8")), encoding="utf-8")
            count += 1
    for docs in folder.glob("*/docs"):
        links = "".join(f"- [Version {path.stem[1:]}]({path.name})\n" for path in sorted(docs.glob("v*.md")))
        (docs / "index.md").write_text(f"# Privacy notices\n\n{links}", encoding="utf-8")
    return count


if __name__ == "__main__":
    where = Path(sys.argv[1]).resolve()
    where.mkdir(parents=True, exist_ok=True)
    print(made(where, int(sys.argv[2]), int(sys.argv[3])))
