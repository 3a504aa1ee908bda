import zlib
from pathlib import Path

import pytest
from conftest import Change

from noticepress.config import load_workspace
from noticepress.config.pictures import SIZE_LIMIT, dimensions, find_picture
from noticepress.errors import ConfigError

XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
DRAWING = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<svg {XMLNS} viewBox="0 0 120.4 40">\n<!-- a note -->\n'
    "<style>.a{fill:#345}</style><defs><linearGradient id='g'><stop offset='0'/></linearGradient></defs>"
    '<path class="a" d="M0 0h9v9z" fill="url(#g)"/><use href="#g"/></svg>\n'
)


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def png(width: int, height: int) -> bytes:
    """A grey picture, one byte a pixel."""
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def look(tmp_path: Path, name: str, data: bytes | str) -> str:
    """The findings on a picture, each on a line."""
    folder = tmp_path / "brands" / "bolt"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    try:
        find_picture(folder, name, tmp_path)
    except ConfigError as error:
        return "\n".join(str(finding) for finding in error.findings)
    return ""


def test_a_picture_has_an_absolute_path_and_a_shape(tmp_path: Path) -> None:
    assert look(tmp_path, "logo.svg", DRAWING) == ""
    assert look(tmp_path, "logo.png", png(12, 7)) == ""
    path = find_picture(tmp_path / "brands" / "bolt", "logo.svg", tmp_path)
    assert path.is_absolute()
    assert dimensions(path, DRAWING.encode()) == (120, 40)
    assert dimensions(Path("logo.png"), png(12, 7)) == (12, 7)


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("<script>alert(1)</script>", "may not hold <script>"),
        ("<foreignObject/>", "may not hold <foreignObject>"),
        ("<image href='x.png'/>", "may not hold <image>"),
        ("<text>Bolt</text>", "may not hold <text>"),
        ("<a href='#g'/>", "may not hold <a>"),
        ("<animate attributeName='href' to='http://x/'/>", "may not hold <animate>"),
        ("<script xmlns='http://www.w3.org/1999/xhtml'/>", "may not hold <script>"),
        ("<path d='M0 0' onload='alert(1)'/>", "may not act: onload on <path>"),
        ("<path d='M0 0' ONCLICK='alert(1)'/>", "may not act: onclick"),
        ("<use href='https://example.org/x.svg#a'/>", "may not lead out of itself"),
        ("<use xmlns:x='http://www.w3.org/1999/xlink' x:href='other.svg#a'/>", "may not lead out of itself: other.svg"),
        ("<path fill='url(other.svg#a)'/>", "may not load anything"),
        ("<path fill='URL( \"//example.org/a\" )'/>", "may not load anything"),
        ("<path style='fill:u\\72l(x)'/>", "may not load anything"),
        ("<style>@import 'x.css';</style>", "style loads something"),
        ("<style>.a{mask:url(x.svg)}</style>", "style loads something"),
        ("<style>.a{background:image-set('x.png' 1x)}</style>", "style loads something"),
    ],
)
def test_a_drawing_that_could_act_or_load_is_refused(tmp_path: Path, inside: str, says: str) -> None:
    assert says in look(tmp_path, "logo.svg", f'<svg {XMLNS} viewBox="0 0 9 9">{inside}</svg>')


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("logo.svg", "<svg", "this is no SVG: "),
        ("logo.svg", '<svg viewBox="0 0 9 9"/>', "this is no SVG"),
        ("logo.svg", f"<svg {XMLNS}/>", "no viewBox"),
        ("logo.svg", f'<svg {XMLNS} viewBox="0 0 0 9"/>', "no viewBox"),
        ("logo.svg", DRAWING.encode("utf-16"), "not UTF-8"),
        ("logo.svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "document type"),
        ("logo.svg", f'<?xml-stylesheet href="x.css"?><svg {XMLNS} viewBox="0 0 9 9"/>', "processing instruction"),
        ("logo.svg", "x" * (SIZE_LIMIT + 1), "larger than 32 kB"),
        ("logo.png", b"GIF89a", "this is no PNG"),
        ("logo.png", png(0, 9), "this is no PNG"),
    ],
)
def test_what_is_no_such_picture_is_refused(tmp_path: Path, name: str, data: bytes | str, says: str) -> None:
    assert f"brands/bolt/{name}: " in look(tmp_path, name, data)
    assert says in look(tmp_path, name, data)


def test_a_brand_names_its_pictures(project: Change) -> None:
    theme = "theme: {logo: logo.svg, logo_dark: dark.svg, favicon: icon.svg, logo_alt: Bolt Group}\n"
    files: dict[str, str | None] = {f"brands/bolt/{n}.svg": DRAWING for n in ("logo", "dark", "icon")}
    _, bolt, cog = load_workspace(project({"brands/bolt.yml": f"name: Bolt\nparent: acme\n{theme}", **files})).brands
    assert bolt.theme.logo is not None
    assert bolt.theme.logo.is_absolute()
    assert [p and p.name for p in (bolt.theme.logo, bolt.theme.logo_dark, bolt.theme.icon)] == [
        "logo.svg",
        "dark.svg",
        "icon.svg",
    ]
    assert bolt.theme.logo_alt == "Bolt Group"
    assert cog.theme.logo is None


def test_every_missing_picture_is_named_and_none_leads_out_of_the_brands_folder(project: Change) -> None:
    with pytest.raises(ConfigError) as caught:
        load_workspace(project({"brands/bolt.yml": "name: Bolt\ntheme: {logo: a.svg, favicon: b.png}\n"}))
    assert [str(f).split("\n")[0] for f in caught.value.findings] == [
        "brands/bolt/a.svg: cannot be read: No such file or directory",
        "brands/bolt/b.png: cannot be read: No such file or directory",
    ]


@pytest.mark.parametrize("name", ["../acme/logo.svg", "/etc/passwd", "logo.gif", "LOGO.SVG"])
def test_a_picture_stands_in_the_brands_own_folder(project: Change, name: str) -> None:
    with pytest.raises(ConfigError, match="the name of an SVG or PNG file in the brand's folder"):
        load_workspace(project({"brands/bolt.yml": f"name: Bolt\ntheme: {{logo: {name}}}\n"}))
