"""Jobs on other machines: a job goes out with every file that it reads, and a site comes back with every file it has.

Any executor of the kind of ``concurrent.futures`` will do. What was built is kept in the store under the hash of what
it was built from, so that a second run goes on where the first one stopped.
"""

import json
import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from noticepress.archive import frozen_name
from noticepress.build.brand import build_brand
from noticepress.build.order import BuiltSite, Elsewhere, Job, Order
from noticepress.build.run import Outcome, Outcomes, in_flight
from noticepress.cache import Store, files_below, program
from noticepress.cache.parcel import pack, unpack
from noticepress.check.built import silent_edits
from noticepress.errors import BuildError, Finding, NoticeError, NoticepressError
from noticepress.model import Brand, Release, Theme, Timeline, Version
from noticepress.site.place import set_modes, write_files
from noticepress.site.plain import is_plain

#: Jobs that are sent ahead where nobody knows how many workers there are.
_WORKERS = 16
#: Stands, on the way back, for the folder in which a worker built: no path of its machine goes into a message.
_HERE = "/noticepress-worker"


@dataclass(frozen=True)
class Packed:
    """A job whose paths lie below a folder that is yet to be made, the files that go there, and the program it is for.

    ``job`` is pickled, so that a worker can see that it is for another program before it reads it. ``store`` is the
    path of a store that both sides see, or ``None``: then products come back by themselves.
    """

    job: bytes
    files: Mapping[str, bytes]
    program: str
    store: str | None = None


@dataclass(frozen=True)
class Returned:
    """A site that was built elsewhere: what is told of it, and its files, packed."""

    result: BuiltSite
    parcel: bytes


def outcomes_elsewhere(
    order: Order,
    brands: Sequence[Brand],
    folder: Path,
    *,
    keys: Mapping[str, str],
    elsewhere: Elsewhere,
) -> Outcomes:
    """Build each site where ``elsewhere`` says and yield what came of it, its files put below ``folder``.

    ``keys`` stands by brand for all that a site is made from: what the store of ``order``, which is needed, has under
    it is not built again.
    """
    store = order.store
    if store is None:
        raise ValueError("sites that are built elsewhere need a store")
    left = []
    keeps = is_plain(order.workspace.base_config)
    for brand in brands:
        known = _read(store.get(keys[brand.id])) if keeps else None
        if known is None:
            left.append(brand)
        else:
            yield brand, _place(order, brand, folder, replace(known, result=replace(known.result, made=0)))

    def submit(executor: Executor, brand: Brand) -> Future[Returned | NoticepressError]:
        return executor.submit(build_packed, pack_job(order.job(brand, Path(brand.id)), elsewhere.shared))

    for brand, future in in_flight(elsewhere.executor, left, submit, _WORKERS):
        returned = _result(future, order)
        if isinstance(returned, NoticepressError):
            yield brand, returned
        else:
            if keeps:
                store.put(keys[brand.id], _spelt(returned))
            yield brand, _place(order, brand, folder, returned)


def _result(future: Future[Returned | NoticepressError], order: Order) -> Returned | NoticepressError:
    """Return what came back, with places in this workspace; what a worker could not even begin is an error as well."""
    try:
        returned = future.result()
    except Exception as error:  # noqa: BLE001 - an executor hands on whatever happened to a worker
        message = f"a worker did not come to the end of its job: {type(error).__name__}: {error}"
        hint = "see what the worker says; noticepress has to be installed there"
        return BuildError(Finding("EXECUTOR", "error", message, hint=hint))
    if not isinstance(returned, NoticepressError):
        return returned
    return _placed(returned, Path(_HERE), order.workspace.root)


def _placed(error: NoticepressError, below: Path, root: Path) -> NoticepressError:
    """Return an error whose findings point below ``root`` where they did below ``below``."""

    def moved(finding: Finding) -> Finding:
        path = finding.path
        inside = path is not None and path.is_relative_to(below)
        return replace(finding, path=root / path.relative_to(below)) if path and inside else finding

    placed: NoticepressError = type(error).__new__(type(error))
    NoticepressError.__init__(placed, *map(moved, error.findings))
    return placed


def _place(order: Order, brand: Brand, folder: Path, returned: Returned) -> Outcome:
    """Write a site that came back below ``folder``, and hold it to the one that it takes the place of."""
    target = folder / brand.id
    write_files(target, unpack(returned.parcel))
    set_modes(target)
    before = order.out / brand.id
    timelines = order.job(brand, target).timelines if before.exists() else ()
    edits = tuple(silent_edits(before, target, [one for t in timelines for one in t.in_each_language]))
    return NoticeError(*edits) if edits else returned.result


def _spelt(returned: Returned) -> bytes:
    return pack({"result": json.dumps(asdict(returned.result)).encode(), "parcel": returned.parcel})


def _read(data: bytes | None) -> Returned | None:
    if data is None:
        return None
    files = unpack(data)
    result = json.loads(files["result"])
    return Returned(BuiltSite.of(result), files["parcel"])


def pack_job(job: Job, shared: Path | None = None) -> Packed:
    """Return ``job`` with the bytes of all files that it reads, and paths that lie below no folder of this machine."""
    files = {f"templates/{path.relative_to(job.templates).as_posix()}": path for path in files_below(job.templates)}
    files["mkdocs.yml"] = job.base_config
    theme = job.brand.theme
    pictures = {"logo": theme.logo, "logo_dark": theme.logo_dark, "icon": theme.icon}
    files |= {_picture(name, path).as_posix(): path for name, path in pictures.items() if path}
    for timeline in job.timelines:
        for each in timeline.in_each_language:
            files |= dict(_pdfs(each))
    moved = replace(
        _moved(job, _picture, _released),
        group=tuple(replace(brand, theme=Theme()) for brand in job.group),
        templates=Path("templates"),
        base_config=Path("mkdocs.yml"),
        before=Path("before"),
        store=None,
    )
    data = {name: path.read_bytes() for name, path in files.items()}
    return Packed(pickle.dumps(moved), data, program(), None if shared is None else str(shared.resolve()))


def build_packed(packed: Packed) -> Returned | NoticepressError:
    """Build a site from a packed job, on whatever machine this is; what is wrong with it is returned, not raised."""
    if packed.program != program():
        hint = "install the same version of noticepress, of its libraries and of Python on every worker"
        return BuildError(Finding("EXECUTOR", "error", "a worker runs another version of noticepress", hint=hint))
    root: Path | None = None
    try:
        with tempfile.TemporaryDirectory(prefix="noticepress-") as temporary:
            root = Path(temporary).resolve()
            write_files(root, packed.files)
            job = _unpacked(packed, root)
            result = build_brand(job)
            found = {p.relative_to(job.folder).as_posix(): p.read_bytes() for p in files_below(job.folder)}
            return Returned(result, pack(found))
    except NoticepressError as error:
        return _placed(error, root, Path(_HERE)) if root else error
    except OSError as error:
        return BuildError(Finding("EXECUTOR", "error", f"a worker cannot write: {error.strerror}"))


def _unpacked(packed: Packed, root: Path) -> Job:
    """Return the job with its paths below ``root``."""
    return replace(
        _moved(
            pickle.loads(packed.job),  # noqa: S301 - what is sent to a worker, it runs: here it is data, at that
            lambda _, path: root / path,
            lambda release: root / release.path,
        ),
        folder=root / "site",
        before=root / "before",
        templates=root / "templates",
        base_config=root / "mkdocs.yml",
        store=None if packed.store is None else Store(Path(packed.store)),
    )


def _moved(job: Job, picture: Callable[[str, Path], Path], release: Callable[[Release], Path]) -> Job:
    """Return the job of a brand whose pictures and releases lie elsewhere."""
    theme = job.brand.theme
    pictures = {"logo": theme.logo, "logo_dark": theme.logo_dark, "icon": theme.icon}
    logo, dark, icon = (path and picture(name, path) for name, path in pictures.items())
    brand = replace(job.brand, theme=replace(theme, logo=logo, logo_dark=dark, icon=icon))
    return replace(job, brand=brand, timelines=tuple(_at(timeline, brand, release) for timeline in job.timelines))


def _picture(name: str, path: Path) -> Path:
    """Return where a picture goes: two may have the same name, in different folders."""
    return Path("pictures", name, path.name)


def _pdfs(timeline: Timeline) -> Iterator[tuple[str, Path]]:
    for version in timeline.versions:
        if version.release is not None:
            name = frozen_name(version.release.frozen_as(timeline.brand.id), timeline.language, "pdf")
            yield (_released(version.release) / name).as_posix(), version.release.path / name


def _released(release: Release) -> Path:
    return Path("releases", release.notice, release.version)


def _at(timeline: Timeline, brand: Brand, where: Callable[[Release], Path]) -> Timeline:
    """Return the timeline of ``brand`` with its releases elsewhere."""

    def moved(version: Version) -> Version:
        release = version.release
        return version if release is None else replace(version, release=replace(release, path=where(release)))

    def all_of(one: Timeline) -> Timeline:
        return replace(one, brand=brand, versions=tuple(map(moved, one.versions)))

    return replace(all_of(timeline), family=tuple(map(all_of, timeline.family)))
