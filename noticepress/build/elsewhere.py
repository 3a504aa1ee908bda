"""Jobs on other machines: a job goes out with every file that it reads, and a site comes back with every file it has.

Any executor of the kind of ``concurrent.futures`` will do. What was built is kept in the store under the hash of what
it was built from, so that a second run goes on where the first one stopped.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from noticepress.archive import frozen_name
from noticepress.build.brand import build_brand
from noticepress.build.order import BuiltSite, Elsewhere, Job, Order
from noticepress.build.run import Outcome, in_flight
from noticepress.cache import Store, program
from noticepress.cache.parcel import pack, unpack
from noticepress.check.built import silent_edits
from noticepress.errors import BuildError, Finding, NoticeError, NoticepressError
from noticepress.model import Brand, Release, Theme, Timeline, Version
from noticepress.site.place import set_modes, write_files

#: Jobs that are sent ahead where nobody knows how many workers there are.
_WORKERS = 16


@dataclass(frozen=True)
class Packed:
    """A job whose paths lie below a folder that is yet to be made, the files that go there, and the program it is for.

    ``store`` is the path of a store that both sides see, or ``None``: then products come back by themselves.
    """

    job: Job
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
) -> Iterator[tuple[Brand, Outcome]]:
    """Build each site where ``elsewhere`` says and yield what came of it, its files put below ``folder``.

    ``keys`` stands by brand for all that a site is made from: what the store of ``order``, which is needed, has under
    it is not built again.
    """
    store = order.store
    if store is None:
        raise ValueError("sites that are built elsewhere need a store")
    left = []
    for brand in brands:
        known = _read(store.get(keys[brand.id]))
        if known is None:
            left.append(brand)
        else:
            yield brand, _place(order, brand, folder, replace(known, result=replace(known.result, made=0)))

    def submit(executor: Executor, brand: Brand) -> Future[Returned | NoticepressError]:
        return executor.submit(build_packed, pack_job(order.job(brand, Path(brand.id)), elsewhere.shared))

    for brand, returned in in_flight(elsewhere.executor, left, submit, _WORKERS):
        if isinstance(returned, NoticepressError):
            yield brand, returned
        else:
            store.put(keys[brand.id], _spelt(returned))
            yield brand, _place(order, brand, folder, returned)


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
    return Returned(BuiltSite(**{**result, "fallbacks": tuple(result["fallbacks"])}), files["parcel"])


def pack_job(job: Job, shared: Path | None = None) -> Packed:
    """Return ``job`` with the bytes of all files that it reads, and paths that lie below no folder of this machine."""
    files = {f"templates/{path.relative_to(job.templates).as_posix()}": path for path in _below(job.templates)}
    files["mkdocs.yml"] = job.base_config
    theme = job.brand.theme
    files |= {_picture(path).as_posix(): path for path in (theme.logo, theme.logo_dark, theme.icon) if path}
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
    return Packed(moved, data, program(), None if shared is None else str(shared.resolve()))


def build_packed(packed: Packed) -> Returned | NoticepressError:
    """Build a site from a packed job, on whatever machine this is; what is wrong with it is returned, not raised."""
    if packed.program != program():
        hint = "install the same version of noticepress, of its libraries and of Python on every worker"
        return BuildError(Finding("EXECUTOR", "error", "a worker runs another version of noticepress", hint=hint))
    try:
        with tempfile.TemporaryDirectory(prefix="noticepress-") as temporary:
            root = Path(temporary).resolve()
            write_files(root, packed.files)
            job = _unpacked(packed, root)
            result = build_brand(job)
            found = {p.relative_to(job.folder).as_posix(): p.read_bytes() for p in _below(job.folder)}
            return Returned(result, pack(found))
    except NoticepressError as error:
        return error
    except OSError as error:
        return BuildError(Finding("EXECUTOR", "error", f"a worker cannot write: {error.strerror}"))


def _unpacked(packed: Packed, root: Path) -> Job:
    """Return the job with its paths below ``root``."""
    return replace(
        _moved(packed.job, root.joinpath, lambda release: root / release.path),
        folder=root / "site",
        before=root / "before",
        templates=root / "templates",
        base_config=root / "mkdocs.yml",
        store=None if packed.store is None else Store(Path(packed.store)),
    )


def _moved(job: Job, picture: Callable[[Path], Path], release: Callable[[Release], Path]) -> Job:
    """Return the job of a brand whose pictures and releases lie elsewhere."""
    theme = job.brand.theme
    logo, dark, icon = (path and picture(path) for path in (theme.logo, theme.logo_dark, theme.icon))
    brand = replace(job.brand, theme=replace(theme, logo=logo, logo_dark=dark, icon=icon))
    return replace(job, brand=brand, timelines=tuple(_at(timeline, brand, release) for timeline in job.timelines))


def _picture(path: Path) -> Path:
    return Path("pictures", path.name)


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


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
