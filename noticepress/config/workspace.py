"""A workspace: the folder that holds ``notices/`` and ``brands/``, and what it configures."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from noticepress.config.brands import load_brands
from noticepress.config.cookies import load_cookies, with_cookies
from noticepress.config.files import read_text
from noticepress.config.ids import ID
from noticepress.config.kept import Kept
from noticepress.config.life import load_moved, load_retired
from noticepress.config.references import load_references
from noticepress.config.settings import NONE, Settings, load_settings
from noticepress.errors import ConfigError, Finding, NoticepressError, UsageError, did_you_mean
from noticepress.model import Brand, Reference, Retirement

T = TypeVar("T")

__all__ = ["Workspace", "find_workspace", "load_workspace", "read_text"]


@dataclass(frozen=True)
class Workspace:
    """A configured workspace below the folder ``root``.

    ``moved`` maps each id that a notice had before to its id now; ``retired`` are the notices that have an end.
    """

    root: Path
    brands: tuple[Brand, ...]
    references: Mapping[str, Reference]
    moved: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, Retirement] = field(default_factory=dict)
    settings: Settings = NONE

    def brand(self, name: str) -> Brand:
        """Return the brand with the id ``name``; ``UsageError`` where there is none."""
        for brand in self.brands:
            if brand.id == name:
                return brand
        now = self.renamed.get(name)
        hint = f"it was renamed: use '{now}'" if now else did_you_mean(name, [b.id for b in self.brands])
        raise UsageError(f"no brand is called '{name}'", hint)

    @property
    def notices(self) -> tuple[str, ...]:
        """The ids of the notices that have a source or a release."""
        return tuple(folder.name for folder in _notice_folders(self.root))

    @property
    def renamed(self) -> Mapping[str, str]:
        """The id now of each brand that was renamed, by each id that it had before."""
        return {old: brand.id for brand in self.brands for old in brand.was}

    def was(self, notice: str) -> tuple[str, ...]:
        """Return the ids that a notice had before, in the order of ``notices/moved.yml``."""
        return tuple(old for old, new in self.moved.items() if new == notice)

    @property
    def templates(self) -> Path:
        """The workspace's own ``templates`` folder, or the one that came with the package."""
        return self._own_or_packaged("templates")

    @property
    def base_config(self) -> Path:
        """The ``mkdocs.yml`` that each brand's one inherits: the workspace's own, or the packaged one."""
        return self._own_or_packaged("mkdocs.yml")

    def _own_or_packaged(self, name: str) -> Path:
        """Return the first that exists: an installed package holds both, a checkout has them beside the package."""
        package = Path(__file__).resolve().parent.parent
        return next(f / name for f in (self.root, package, package.parent) if (f / name).exists())

    def check_notice(self, name: str) -> None:
        """Raise ``UsageError`` where no notice has the id ``name``."""
        if name not in self.notices:
            raise UsageError(f"no notice is called '{name}'", did_you_mean(name, self.notices))


def told_notices(workspace: Workspace, *, draft: bool = False) -> tuple[str, ...]:
    """Return the notices that sites tell of, by their ids; with ``draft`` all.

    One of which no version was ever released is nothing to readers, unless nothing was released at all yet.
    """
    notices = workspace.notices
    released = tuple(name for name in notices if _is_released(workspace.root / "notices" / name / "releases"))
    return notices if draft or not released else released


def _is_released(folder: Path) -> bool:
    return folder.is_dir() and any(path.is_dir() and not path.name.startswith(".") for path in folder.iterdir())


def _notice_folders(root: Path) -> list[Path]:
    folders = sorted(path for path in (root / "notices").iterdir() if path.is_dir())
    return [f for f in folders if (f / "notice.md").exists() or (f / "releases").is_dir()]


def _notice_findings(root: Path) -> Iterator[Finding]:
    folders = _notice_folders(root)
    if not folders:
        hint = "write one, such as notices/privacy/notice.md"
        yield Finding("CONFIG", "error", "there is no notice here", Path("notices"), hint=hint)
    for folder in folders:
        if not ID.fullmatch(folder.name):
            hint = "name it with small letters, digits and single hyphens: the name is part of the notice's address"
            message = f"'{folder.name}' cannot be a notice's id"
            yield Finding("CONFIG", "error", message, folder.relative_to(root), hint=hint)


def find_workspace(start: Path) -> Path:
    """Return the nearest folder at or above ``start`` that holds ``notices`` and ``brands``."""
    for folder in (start, *start.parents):
        if (folder / "notices").is_dir() and (folder / "brands").is_dir():
            return folder
    raise UsageError(f"no folder with 'notices' and 'brands' at or above {start}", "run this inside a workspace")


def load_workspace(root: Path, *, cached: bool = False) -> Workspace:
    """Read all configuration below ``root``; ``ConfigError`` with every mistake of every file.

    With ``cached`` a file that says what it said before is not parsed again.
    """
    findings: list[Finding] = []
    kept = Kept(root if cached else None)

    def attempt(load: Callable[[], T]) -> T | None:
        try:
            return load()
        except NoticepressError as error:
            findings.extend(error.findings)
            return None

    findings.extend(_notice_findings(root))
    brands = attempt(lambda: load_brands(root / "brands", root, kept))
    references = attempt(lambda: load_references(root / "notices" / "references.yml", root, kept))
    names = [folder.name for folder in _notice_folders(root)]
    cookies = attempt(partial(load_cookies, root, names, brands, kept)) if brands is not None else None
    moved = attempt(lambda: load_moved(root / "notices" / "moved.yml", root, names, kept))
    retired = attempt(lambda: load_retired(root / "notices" / "retired.yml", root, names, kept))
    settings = attempt(lambda: load_settings(root, kept))
    if (
        findings
        or brands is None
        or cookies is None
        or references is None
        or moved is None
        or retired is None
        or settings is None
    ):
        raise ConfigError(*findings)
    kept.save()
    brands = tuple(with_cookies(brand, cookies) for brand in brands) if cookies else brands
    return Workspace(root, brands, references, moved, retired, settings)
