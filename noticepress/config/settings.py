"""What a workspace sets for itself: ``noticepress.yml`` beside ``notices`` and ``brands``. All may be left out."""

from dataclasses import dataclass
from pathlib import Path

from noticepress.config.files import read_text
from noticepress.config.kept import Kept

FILE = "noticepress.yml"


@dataclass(frozen=True)
class Repository:
    """The address of the repository on the web, and what stands before a path where a file is edited and read."""

    repo_url: str
    edit_uri: str | None = None
    view_uri: str | None = None


@dataclass(frozen=True)
class Settings:
    """``time_stamps`` is the address of a time stamping authority, ``None`` where none is named."""

    time_stamps: str | None = None
    repository: Repository | None = None


#: Those of a workspace without the file.
NONE = Settings()


def load_settings(root: Path, kept: Kept | None = None) -> Settings:
    """Read the settings of the workspace ``root``; ``ConfigError`` with every mistake. No file means no settings."""
    path = root / FILE
    if not path.exists():
        return NONE
    written = read_text(path, Path(FILE))
    return (kept or Kept()).value(Settings, FILE, written, lambda: _settings(written))


def _settings(written: str) -> Settings:
    from noticepress.config.schema import SettingsFile  # noqa: PLC0415 - few workspaces have the file
    from noticepress.config.yaml import parse_yaml, validate  # noqa: PLC0415

    found = validate(SettingsFile, parse_yaml(written, Path(FILE)))
    named = found.repository
    repository = Repository(named.repo_url, named.edit_uri, named.view_uri) if named else None
    return Settings(found.time_stamps.url if found.time_stamps else None, repository)
