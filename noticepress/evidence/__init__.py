"""The folder with which a stranger verifies a version of a notice: no program of ours, no account, no network."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from noticepress.archive import APPROVAL, SUMS, WITHDRAWN, find_release, frozen_name, load_releases
from noticepress.config import Workspace
from noticepress.dates import in_words
from noticepress.errors import UsageError
from noticepress.files import write_folder
from noticepress.ledger import AUTHORITY, FOLDER, Ledger, file_name, require_ledger, spoken_time
from noticepress.ledger.entry import Entry, digest
from noticepress.ledger.live import SITE_ACTIONS
from noticepress.ledger.stamps import find_authority
from noticepress.model import SOURCE, Brand, Release

CONTENTS = "CONTENTS.sha256"


def write_evidence(workspace: Workspace, notice: str, version: str, brand: Brand, folder: Path) -> int:
    """Write all that proves a brand's version into the new ``folder``; return the number of files.

    The same workspace gives the same bytes. It holds no other brand's text: of a release that several brands share,
    only the sums of theirs. Raises ``IntegrityError`` where the ledger or a release is not as it was,
    ``UsageError`` for a version that the brand does not have or a folder that is there, ``BuildError`` where it
    cannot be written.
    """
    ledger = require_ledger(workspace.root, workspace.moved)
    release = find_release(load_releases(workspace.root, notice, workspace.renamed), version)
    if brand.id not in release.documents:
        raise UsageError(f"{brand.name} has no version {version} of this notice")
    if folder.exists():
        raise UsageError(f"{folder} exists", "name a new folder: evidence is written whole, and never over anything")
    contents = dict(_files(workspace.root, release, brand, ledger))
    sums = "".join(f"{digest(data)}  {name}\n" for name, data in sorted(contents.items()))
    write_folder(folder, {**contents, CONTENTS: sums.encode()}, "EVIDENCE")
    return len(contents) + 1


def _files(root: Path, release: Release, brand: Brand, ledger: Ledger) -> Iterator[tuple[str, bytes]]:
    frozen = release.frozen_as(brand.id)
    languages = (SOURCE, *sorted(release.translations))
    texts = [frozen_name(frozen, language, ending) for language in languages for ending in ("html", "pdf")]
    wanted = (*texts, "release.yml", SUMS, APPROVAL, WITHDRAWN)
    for name in wanted:
        if (release.path / name).is_file():
            yield f"release/{name}", (release.path / name).read_bytes()
    names = [file_name(entry.number) for entry in ledger.entries]
    stamps = [Path(file_name(number)).with_suffix(".tsr").name for number in sorted(ledger.tokens)]
    for name in (*names, *stamps):
        yield f"ledger/{name}", (root / FOLDER / name).read_bytes()
    if stamps:
        yield f"ledger/{AUTHORITY}", find_authority(root).read_bytes()
    yield "verify.sh", _filled("verify.sh", {"BRAND": frozen, "NOTICE": release.notice, "VERSION": release.version})
    yield "README.txt", _filled("README.txt", _facts(release, brand, ledger))


def _filled(name: str, values: Mapping[str, str]) -> bytes:
    """Return a text of this package with its ``@NAME@`` filled in; ids and versions hold nothing that a shell minds."""
    text = files("noticepress.evidence").joinpath(name).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text.encode()


def _facts(release: Release, brand: Brand, ledger: Ledger) -> Mapping[str, str]:
    document = release.documents[brand.id]
    return {
        "BRAND_NAME": document.brand_name,
        "BRAND": release.frozen_as(brand.id),
        "TITLE": release.title,
        "VERSION": release.version,
        "TEXT_SHA256": document.sha256,
        "HERE": "\n".join(_here(release, brand, ledger)),
        "SAYS": "\n".join(f"  - {line}" for line in _said(release, brand, ledger)),
    }


def _here(release: Release, brand: Brand, ledger: Ledger) -> Iterator[str]:
    """Yield a line for each file or folder, what it is beside its name."""
    frozen = release.frozen_as(brand.id)
    stamps = {"ledger/*.tsr": "time stamps of entries", f"ledger/{AUTHORITY}": "the certificate that they lead to"}
    there = {
        f"release/{frozen}.html": "the text, byte for byte as it was released",
        f"release/{frozen}.pdf": "the same as a PDF, as it was released",
        **_translations_here(release, frozen),
        "release/release.yml": "what was said of it when it was released: its dates, what changed, by whom",
        f"release/{APPROVAL}": "who approved exactly these bytes, and when" if release.approval else "",
        f"release/{WITHDRAWN}": "who withdrew it, when and why" if release.withdrawal else "",
        f"release/{SUMS}": "the SHA-256 of every file of that release, those of other brands too",
        "ledger/*.json": "the record of what was released, approved, published and seen live: a file an event",
        **(stamps if ledger.tokens else {}),
        "verify.sh": "verifies all this; it needs no network",
        CONTENTS: "the SHA-256 of every file of this folder",
    }
    width = max(map(len, there))
    yield from (f"  {name:{width}}  {what}" for name, what in there.items() if what)


def _translations_here(release: Release, frozen: str) -> Mapping[str, str]:
    kinds = {"html": "its translation ({}), as it was released", "pdf": "the same translation as a PDF"}
    return {
        f"release/{frozen_name(frozen, language, ending)}": what.format(language)
        for language in sorted(release.translations)
        for ending, what in kinds.items()
    }


def _said(release: Release, brand: Brand, ledger: Ledger) -> Iterator[str]:
    """Yield what release and ledger say of the version, in the order in which it happened."""
    day = in_words(release.effective) if release.effective else "unknown"
    yield f"Effective date: {day}. Frozen on {in_words(release.recorded)}."
    if release.approval is None:
        yield "Nobody has approved it: it was never in force."
    else:
        yield f"Approved by {release.approval.by}, {spoken_time(release.approval.at)}."
    if release.withdrawal:
        yield f"Withdrawn by {release.withdrawal.by}, {spoken_time(release.withdrawal.at)}: {release.withdrawal.reason}"
    own = [e for e in ledger.entries if e.notice == release.notice and e.version == release.version]
    for entry in own:
        if entry.brand in {None, brand.id}:
            yield _event(entry, ledger)
    if not any(entry.action in SITE_ACTIONS and entry.brand == brand.id for entry in own):
        yield "The ledger holds no publication of it: nothing here shows that it was ever on a website."


def _event(entry: Entry, ledger: Ledger) -> str:
    where = f" at {entry.url or entry.target}" if entry.target else ""
    later = ", recorded later than it happened" if entry.recorded_later else ""
    stamp = ", with a time stamp" if entry.number in ledger.tokens else ""
    differs = f": {', '.join(entry.differs)}" if entry.differs else ""
    return f"Entry {entry.number}: {entry.action}{where}, {spoken_time(entry.at)}{later}{stamp}{differs}."
