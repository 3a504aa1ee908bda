"""What a workspace sets for itself: ``noticepress.yml`` beside ``notices`` and ``brands``. All may be left out."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from noticepress.config.files import read_text
from noticepress.config.schema import WebAddress
from noticepress.config.yaml import parse_yaml, validate

FILE = "noticepress.yml"


class TimeStampFields(BaseModel):
    """Who says at what time an entry of the ledger was there (RFC 3161)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: WebAddress = Field(description="the address of the time stamping authority, asked by HTTP POST")


class SettingsFile(BaseModel):
    """Settings of a workspace."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    time_stamps: TimeStampFields | None = Field(
        None, description="an authority that stamps each entry of notices/ledger with the time"
    )


@dataclass(frozen=True)
class Settings:
    """``time_stamps`` is the address of a time stamping authority, ``None`` where none is named."""

    time_stamps: str | None = None


#: Those of a workspace without the file.
NONE = Settings()


def load_settings(root: Path) -> Settings:
    """Read the settings of the workspace ``root``; ``ConfigError`` with every mistake. No file means no settings."""
    path = root / FILE
    if not path.exists():
        return NONE
    found = validate(SettingsFile, parse_yaml(read_text(path, Path(FILE)), Path(FILE)))
    return Settings(found.time_stamps.url if found.time_stamps else None)
