"""What a workspace sets for itself: ``noticepress.yml`` beside ``notices`` and ``brands``. All may be left out."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from noticepress.config.files import read_text
from noticepress.config.schema import Line, WebAddress
from noticepress.config.yaml import parse_yaml, validate

FILE = "noticepress.yml"


class TimeStampFields(BaseModel):
    """Who says at what time an entry of the ledger was there (RFC 3161)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: WebAddress = Field(description="the address of the time stamping authority, asked by HTTP POST")


class RepositoryFields(BaseModel):
    """Where the workspace's files can be read and edited on the web, as mkdocs names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repo_url: WebAddress = Field(description="the repository's own page")
    edit_uri: Line | None = Field(None, description="what stands before a path where it is edited, such as edit/main/")
    view_uri: Line | None = Field(None, description="the same where it is read; default: edit_uri with blob for edit")


class SettingsFile(BaseModel):
    """Settings of a workspace."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    time_stamps: TimeStampFields | None = Field(
        None, description="an authority that stamps each entry of notices/ledger with the time"
    )
    repository: RepositoryFields | None = Field(None, description="where the desk's links to lines of files lead")


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


def load_settings(root: Path) -> Settings:
    """Read the settings of the workspace ``root``; ``ConfigError`` with every mistake. No file means no settings."""
    path = root / FILE
    if not path.exists():
        return NONE
    found = validate(SettingsFile, parse_yaml(read_text(path, Path(FILE)), Path(FILE)))
    named = found.repository
    repository = Repository(named.repo_url, named.edit_uri, named.view_uri) if named else None
    return Settings(found.time_stamps.url if found.time_stamps else None, repository)
