"""A built site as it is published: each file with its digest, its media type and how long it may be kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from noticepress.archive import frozen_name
from noticepress.errors import BuildError, Finding
from noticepress.model import Brand, File, Release
from noticepress.pages import addresses
from noticepress.publish.manifest import Published, Role
from noticepress.targets import LOCK, MANIFEST, PART

#: By file name ending; a file of another kind is sent as bytes. Text is UTF-8, as all that is built here.
MEDIA_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".webmanifest": "application/manifest+json",
}
_ASSETS = frozenset({".css", ".svg", ".png", ".jpg", ".webp", ".ico", ".woff2"})
#: So many digits of a file's own digest in its name make sure that other bytes have another name.
_LEAST_DIGITS = 8


@dataclass(frozen=True)
class BuiltFile:
    """A file below a built site's folder, and where it lies."""

    path: str
    source: Path
    published: Published

    def load(self) -> File:
        """Return the file with its bytes; ``BuildError`` where they are no longer those that were planned."""
        try:
            data = self.source.read_bytes()
        except OSError as error:
            raise BuildError(Finding("SITE", "error", f"cannot be read: {error.strerror}", self.source)) from error
        if sha256(data).hexdigest() != self.published.sha256:
            hint = "build and plan again"
            raise BuildError(Finding("SITE", "error", "this file changed since it was planned", self.source, hint=hint))
        return File(self.path, data, self.published.media_type, immutable=self.published.immutable)


def frozen_files(brand: Brand, releases: Sequence[Release]) -> dict[str, str]:
    """Return the path of each frozen text and PDF that a brand's site has to hold, with its SHA-256.

    ``releases`` have been read from Git and held to their sums; only the approved ones are published.
    """
    found = {}
    approved = [release for release in releases if release.approval is not None]
    for release, document in ((one, text) for one in approved for text in one.texts_of(brand.id)):
        language = document.language
        found[addresses.body(release.notice, release.version, language)] = document.sha256
        pdf = (release.path / frozen_name(release.frozen_as(brand.id), language, "pdf")).read_bytes()
        found[addresses.pdf(release.notice, release.version, language)] = sha256(pdf).hexdigest()
    return found


def unapproved_paths(brand: Brand, releases: Sequence[Release]) -> dict[str, Release]:
    """Return every address that a release which nobody has approved would have on a brand's site."""
    found = {}
    unapproved = [release for release in releases if release.approval is None]
    for release, document in ((one, text) for one in unapproved for text in one.texts_of(brand.id)):
        number, language = release.version, document.language
        found[f"{addresses.version(release.notice, number, language)}index.html"] = release
        found[addresses.body(release.notice, number, language)] = release
        found[addresses.pdf(release.notice, number, language)] = release
    return found


def read_site(folder: Path, frozen: Mapping[str, str]) -> dict[str, BuiltFile]:
    """Return every file below ``folder`` by its path; ``frozen`` names those that are versions.

    Raises ``BuildError`` for a name that a publish needs for itself, and where there is no site.
    """
    if not (folder / "index.html").is_file():
        hint = "build it: noticepress build --published"
        raise BuildError(Finding("SITE", "error", "there is no built site here", folder, hint=hint))
    return {file.path: file for file in _files(folder, frozen)}


def _files(folder: Path, frozen: Mapping[str, str]) -> Iterator[BuiltFile]:
    for source in sorted(path for path in folder.rglob("*") if path.is_file()):
        path = source.relative_to(folder).as_posix()
        if path == MANIFEST or path.startswith(LOCK) or path.endswith(PART):
            message = "this name is the publisher's own, so no file of a site can have it"
            raise BuildError(Finding("SITE", "error", message, source))
        data = source.read_bytes()
        digest = sha256(data).hexdigest()
        role: Role = "version" if path in frozen else "asset" if source.suffix in _ASSETS else "page"
        media_type = MEDIA_TYPES.get(source.suffix, "application/octet-stream")
        immutable = role == "version" or _names_itself(path, digest)
        yield BuiltFile(path, source, Published(digest, len(data), media_type, role, immutable))


def _names_itself(path: str, digest: str) -> bool:
    """Whether a part of a file's name is the beginning of its own digest."""
    parts = PurePosixPath(path).name.replace("-", ".").split(".")
    return any(len(part) >= _LEAST_DIGITS and digest.startswith(part) for part in parts)
