"""What the crawling process is told: a JSON file, since it is another process, and later another user."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from ipaddress import ip_network
from pathlib import Path

from noticepress.links.guard import Guard

#: A page of which this much has been read is not read on: nobody's page on complaints has a megabyte of words.
MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 10


@dataclass(frozen=True)
class Wanted:
    """What the plugin looks for on a page: words, folded as ``reading.folded`` does it, and fragments."""

    words: tuple[str, ...] = ()
    fragments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """The bounds of a run. ``timeout`` is what one address gets, in seconds; ``rate`` is requests a second and host.

    ``allowed`` are networks that may be connected to though they are not public; ``ca_file`` replaces the machine's
    certificate authorities. ``patience`` is how long a host's Retry-After is waited for, in seconds.
    """

    user_agent: str
    timeout: float
    rate: float
    patience: float
    allowed: tuple[str, ...] = ()
    ca_file: str | None = None
    threads: int = 10
    most_bytes: int = MOST_BYTES
    wanted: Mapping[str, Wanted] = field(default_factory=dict)

    @property
    def guard(self) -> Guard:
        """The guard that these settings ask for."""
        return Guard(tuple(ip_network(text) for text in self.allowed))

    def write(self, path: Path) -> None:
        """Write these settings as JSON."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def read_settings(path: Path) -> Settings:
    """Read what ``Settings.write`` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    wanted = {url: Wanted(tuple(w["words"]), tuple(w["fragments"])) for url, w in data.pop("wanted").items()}
    return Settings(**{**data, "allowed": tuple(data["allowed"]), "wanted": wanted})
