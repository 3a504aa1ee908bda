"""A brand's logo and icon: found, measured, and refused where they could do more than be looked at."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from noticepress.config.kept import Kept
from noticepress.errors import ConfigError, Finding

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

#: The page with its stylesheet is 32 kB at most; a logo that is larger than the page is not a logo.
SIZE_LIMIT = 32 * 1024
SVG, PNG = ".svg", ".png"

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
#: What draws. Not here: text, whose font is not known on the reader's machine, whatever moves, links or loads.
_ELEMENTS = frozenset(
    [
        *("svg", "g", "defs", "title", "desc", "symbol", "use", "clipPath", "mask", "pattern", "style"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("linearGradient", "radialGradient", "stop"),
    ]
)

#: In a style or an attribute: an address of anything but a part of the file itself, and what could hide one.
_REACHES_OUT = re.compile(
    r"\\|@|//|(?:javascript|data)\s*:|\b(?:src|image|image-set)\(|\burl\((?!\s*[\"']?#)", re.IGNORECASE
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")


def find_picture(folder: Path, name: str, root: Path, kept: Kept | None = None) -> Path:
    """Return the absolute path of the picture called ``name`` in a brand's ``folder``.

    Raises ``ConfigError`` with everything that is wrong with it, its path relative to ``root``.
    """
    path = folder / name
    shown = path.relative_to(root)
    try:
        data = path.read_bytes()
    except OSError as error:
        hint = f"put the file into {shown.parent}"
        raise ConfigError(Finding("PICTURE", "error", f"cannot be read: {error.strerror}", shown, hint=hint)) from error
    faults = tuple[tuple[str, str], ...]
    found: tuple[tuple[str, str], ...] = (kept or Kept()).value(
        faults, shown.as_posix(), data, lambda: tuple(_faults(path, data))
    )
    findings = [Finding("PICTURE", "error", message, shown, hint=hint) for message, hint in found]
    if findings:
        raise ConfigError(*findings)
    return path.resolve()


def dimensions(path: Path, data: bytes) -> tuple[int, int]:
    """Return the width and height of a picture that ``find_picture`` let through, in its own units, at least 1."""
    if path.suffix == PNG:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - most pictures were measured before

    _, _, width, height = _view_box(ET.fromstring(data.decode("utf-8-sig")))  # noqa: S314 - no doctype: see _svg_faults
    return max(1, round(width)), max(1, round(height))


def _faults(path: Path, data: bytes) -> Iterator[tuple[str, str]]:
    if len(data) > SIZE_LIMIT:
        yield f"the picture is larger than {SIZE_LIMIT // 1024} kB", "save it smaller: it comes with every page"
    elif path.suffix == SVG:
        yield from _svg_faults(data)
    elif not data.startswith(_PNG_SIGNATURE) or data[12:16] != b"IHDR" or min(data[16:20], data[20:24]) <= bytes(4):
        yield "this is no PNG", "save it as PNG, or better as SVG"


def _svg_faults(data: bytes) -> Iterator[tuple[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield "this SVG is not UTF-8", "save it as UTF-8"
        return
    rest = _DECLARATION.sub("", text, count=1)
    if "<!DOCTYPE" in rest or "<!ENTITY" in rest or "<?" in rest:
        yield "the SVG holds a document type or a processing instruction", "save it as plain, optimised SVG"
        return
    from xml.etree import ElementTree as ET  # noqa: PLC0415

    try:
        root = ET.fromstring(rest)  # noqa: S314 - no document type, so no entity, gets this far
    except ET.ParseError as error:
        line, column = error.position
        yield f"this is no SVG: {error}", f"look at line {line}, column {column + 1}"
        return
    if root.tag != f"{_SVG_NAMESPACE}svg":
        yield "this is no SVG", f'its outermost element is <svg xmlns="{_SVG_NAMESPACE[1:-1]}">'
    elif min(_view_box(root)[2:]) <= 0:
        yield "the SVG has no viewBox, so nobody knows its shape", 'give it one, such as viewBox="0 0 120 40"'
    for node in root.iter():
        yield from _element_faults(node)


def _element_faults(node: "ET.Element") -> Iterator[tuple[str, str]]:
    name = node.tag.removeprefix(_SVG_NAMESPACE)
    if name not in _ELEMENTS or name == node.tag:
        hint = "save it as plain, optimised SVG, with its words as outlines"
        yield f"the SVG may not hold <{name.rsplit('}', 1)[-1]}>", hint
        return
    if name == "style" and _REACHES_OUT.search(node.text or ""):
        yield "the SVG's style loads something or could hide that it does", "write colours as attributes"
    for attribute, value in node.attrib.items():
        local = attribute.rsplit("}", 1)[-1].lower()
        if local.startswith("on"):
            yield f"the SVG may not act: {local} on <{name}>", "remove it"
        elif local == "href" and not value.startswith("#"):
            yield f"the SVG may not lead out of itself: {value}", "keep only what it draws"
        elif _REACHES_OUT.search(value):
            yield f"the SVG may not load anything: {local}={value}", "keep only what it draws"


def _view_box(root: "ET.Element") -> tuple[float, float, float, float]:
    numbers = [float(number) for number in _NUMBER.findall(root.get("viewBox", ""))]
    return tuple(numbers) if len(numbers) == 4 else (0.0, 0.0, 0.0, 0.0)  # type: ignore[return-value] # noqa: PLR2004
