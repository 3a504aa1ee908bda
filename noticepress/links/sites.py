"""A built site as its links: every page with what it leads to, and every file that can be led to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from noticepress.links.extract import PageLinks, read_links


@dataclass(frozen=True)
class SiteIndex:
    """The site below ``folder``: paths are relative to it, with forward slashes."""

    folder: Path
    pages: Mapping[str, PageLinks]
    files: frozenset[str]

    def line(self, page: str, at: int) -> int:
        """Return the line of ``page`` on which character ``at`` stands."""
        return (self.folder / page).read_text(encoding="utf-8", errors="replace").count("\n", 0, at) + 1


def read_site(folder: Path) -> SiteIndex:
    """Read every page below ``folder``; a folder that does not exist is a site without any."""
    pages: dict[str, PageLinks] = {}
    files: list[str] = []
    for place, _, names in os.walk(folder):
        inside = os.path.relpath(place, folder).replace(os.sep, "/")
        for name in names:
            path = name if inside == "." else f"{inside}/{name}"
            files.append(path)
            if name.endswith((".html", ".htm")):
                with open(os.path.join(place, name), "rb") as file:  # noqa: PTH118, PTH123 - half the time of a Path
                    pages[path] = read_links(file.read().decode("utf-8", "replace"))
    return SiteIndex(folder, dict(sorted(pages.items())), frozenset(files))
