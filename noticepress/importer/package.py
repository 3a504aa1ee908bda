"""A Word file as its parts: within bounds, without entities, and nothing of it run or followed."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.errors import BuildError, Finding
from noticepress.extras import install
from noticepress.importer.reading import refused

#: A notice of a hundred pages has 2 MB of XML; more than this is another document, or a bomb.
_MOST_BYTES = 64 * 1024 * 1024
_MOST_PARTS = 5000
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PLAIN = (b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", _OFFICE.encode())
_HINT = f"install it: {install('import')}"
_OPEN = "open it in Word or LibreOffice and save it as DOCX again"


@dataclass(frozen=True)
class Package:
    """The parts of a Word file that are XML, by name; ``main`` is that of the text."""

    parts: Mapping[str, bytes]
    main: str

    def tree(self, name: str) -> ET.Element | None:
        """Return a part as a tree of one's own, ``None`` where there is no such part."""
        return ET.fromstring(self.parts[name]) if name in self.parts else None  # noqa: S314 - no part has a doctype

    def related(self, kind: str) -> Iterator[str]:
        """Yield the names of the text's parts of a kind, such as ``footnotes``."""
        folder, name = posixpath.split(self.main)
        yield from _targets(self.parts.get(f"{folder}/_rels/{name}.rels".lstrip("/")), folder, kind)

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the package as a file, with other parts in the place of some."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, data in {**self.parts, **changed}.items():
                archive.writestr(name, data)
        return file.getvalue()


def open_package(data: bytes, path: Path) -> Package:
    """Return the parts of a Word file.

    Raises ``ConfigError`` for a file that is damaged, too large when unpacked, no Word file, or in which a part
    declares a document type, and ``BuildError`` where the packages of ``noticepress[import]`` are missing.
    """
    parts = {name: _plain(content) for name, content in _unpacked(data, path).items()}
    _check_xml(parts, path)
    main = next(_targets(parts.get("_rels/.rels"), "", "officeDocument"), "word/document.xml")
    if main not in parts or b"wordprocessingml" not in parts[main]:
        raise refused(path, "this is no Word document", "known kinds: DOCX, HTML, text and Markdown")
    return Package(parts, main)


def _unpacked(data: bytes, path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [info for info in archive.infolist() if info.filename.lower().endswith((".xml", ".rels"))]
            _check_bounds(len(archive.infolist()), wanted, path)
            # A name that stands twice would be read by one program and not by another: the last counts, as for Word.
            return {info.filename.lstrip("/"): archive.read(info) for info in wanted}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise refused(path, f"the file is damaged: {error}", _OPEN) from error


def _check_bounds(count: int, wanted: list[zipfile.ZipInfo], path: Path) -> None:
    if count > _MOST_PARTS or sum(info.file_size for info in wanted) > _MOST_BYTES:
        message = f"the file is larger than {_MOST_BYTES // 2**20} MB when unpacked"
        raise refused(path, message, "a notice is not; copy its text into a new document")
    if any(info.flag_bits & 1 for info in wanted):
        raise refused(path, "the file is protected by a password", "save it without one")
    if any(info.compress_type not in _METHODS for info in wanted):
        raise refused(path, "the file is packed as Word never does it", _OPEN)


def _plain(content: bytes) -> bytes:
    """Name the strict kind of the format, which Word can save too, as the common one."""
    for strict, plain in zip(_STRICT, _PLAIN, strict=True):
        content = content.replace(strict, plain)
    return content


def _check_xml(parts: Mapping[str, bytes], path: Path) -> None:
    try:
        from defusedxml import DefusedXmlException  # noqa: PLC0415 - an extra of the package
        from defusedxml.ElementTree import fromstring  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise missing(error) from error
    for name, content in parts.items():
        try:
            fromstring(content, forbid_dtd=True)
        except DefusedXmlException:
            raise refused(path, f"{name} in it declares a document type, as Word never does", _OPEN) from None
        except (ET.ParseError, ValueError, LookupError) as error:
            raise refused(path, f"the file is damaged: {name}: {error}", _OPEN) from error


def missing(error: ModuleNotFoundError) -> BuildError:
    """Return the error of a package that Word files need and that is not installed."""
    return BuildError(
        Finding("IMPORT", "error", f"importing DOCX needs {error.name}, which is not installed", hint=_HINT)
    )


def _targets(relations: bytes | None, folder: str, kind: str) -> Iterator[str]:
    if relations is None:
        return
    for node in ET.fromstring(relations):  # noqa: S314 - no part has a doctype
        if node.get("Type", "").endswith(f"/{kind}") and node.get("TargetMode") != "External":
            target = node.get("Target", "")
            joined = target if target.startswith("/") else posixpath.join(folder, target)
            yield posixpath.normpath(joined).lstrip("/")
