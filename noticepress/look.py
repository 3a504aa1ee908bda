"""What a brand's look adds to its site: colours, pictures, and the ways to its own website."""

import re
from typing import Any
from urllib.parse import urlsplit

from noticepress.config.pictures import dimensions
from noticepress.model import Brand, Theme

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"(\"[^\"]*\")")
_AROUND = re.compile(r"\s*([{};,])\s*|(?<=[a-z-]):\s+")
_SPACE = re.compile(r"\s+")


def has_scripts(brand: Brand) -> bool:
    """Whether the brand's look brings scripts of its own; its pages are whole without them."""
    return brand.look == "material"


def brand_style(theme: Theme) -> str:
    """Return the brand's colours as CSS custom properties; nothing for a brand that names none."""
    schemes = {"light": theme.accent, "dark": theme.accent_dark}
    return "".join(
        f"@media screen and (prefers-color-scheme:{scheme}){{:root{{--accent:{colour}}}}}\n"
        for scheme, colour in schemes.items()
        if colour
    )


def compact(css: str) -> str:
    """Return a stylesheet without comments and needless space: the notice and it go out in one first window."""
    parts = _STRING.split(_COMMENT.sub("", css))
    # Every other part is a string, which stays as it is.
    parts[::2] = [_SPACE.sub(" ", _AROUND.sub(_kept, part)).replace(";}", "}\n") for part in parts[::2]]
    return "".join(parts).strip() + "\n"


def _kept(match: re.Match[str]) -> str:
    return match[1] or ":"


def pictures(theme: Theme) -> dict[str, bytes]:
    """Return the brand's pictures by the names that they have in the site."""
    named = {"logo": theme.logo, "logo-dark": theme.logo_dark, "icon": theme.icon}
    return {f"{name}{path.suffix}": path.read_bytes() for name, path in named.items() if path}


def look(brand: Brand) -> dict[str, Any]:
    """Return what each page shows of the brand besides its name: pictures, its company, the ways to its own website."""
    from noticepress.pages.company import particulars  # noqa: PLC0415 - what asks for pictures alone shows no page

    named = {path.rpartition(".")[0]: (path, data) for path, data in pictures(brand.theme).items()}
    shown: dict[str, Any] = {name: path for name, (path, _) in named.items()}
    # Without an icon of its own the logo serves, so that a page asks for no more than itself, style and logo.
    icon = shown.get("icon") or shown.get("logo") or "favicon.svg"
    shown |= {"icon": icon, "icon_type": "image/png" if icon.endswith(".png") else "image/svg+xml"}
    if brand.theme.logo:
        shown["width"], shown["height"] = dimensions(brand.theme.logo, named["logo"][1])
        shown["alt"] = brand.theme.logo_alt or brand.name
    website = brand.contact.website
    shown |= {"website": website, "host": website and urlsplit(website).hostname, "form": brand.contact.form}
    return shown | {"company": particulars(brand)}
