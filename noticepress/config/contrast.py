"""Whether a brand's colours can be read: contrast as WCAG 2.2 defines it (1.4.3, relative luminance)."""

from collections.abc import Sequence

#: The page's own background in ``templates/site``.
LIGHT_BACKGROUND = "#ffffff"
DARK_BACKGROUND = "#16181a"

#: Every background that a link may stand on: the page, a wash, a warning, added and removed text. A test holds the
#: stylesheet to them.
LIGHT_BACKGROUNDS = (LIGHT_BACKGROUND, "#f4f5f6", "#fdf4e3", "#e4f5e9", "#fcebea")
DARK_BACKGROUNDS = (DARK_BACKGROUND, "#202326", "#2c2414", "#14291b", "#331a19")

#: WCAG 2.2, success criterion 1.4.3, level AA, for text of any size.
LEAST_RATIO = 4.5

Channels = tuple[int, int, int]


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours written ``#rrggbb``: from 1 to 21."""
    lighter, darker = sorted((_luminance(_channels(one)), _luminance(_channels(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def hardest(colour: str, backgrounds: Sequence[str]) -> str:
    """Return the background on which ``colour`` has the least contrast."""
    return min(backgrounds, key=lambda background: ratio(colour, background))


def nearest_passing(colour: str, *backgrounds: str) -> str:
    """Return the first colour on the way from ``colour`` to black or white that passes on all ``backgrounds``.

    To black on light backgrounds, to white on dark ones, so that the hue stays the brand's own. All are light or
    all are dark.
    """
    end = (0, 0, 0) if _luminance(_channels(backgrounds[0])) > 0.5 else (255, 255, 255)  # noqa: PLR2004 - the middle
    start = _channels(colour)
    for step in range(256):
        mixed = tuple(round(s + (e - s) * step / 255) for s, e in zip(start, end, strict=True))
        candidate = "#" + "".join(f"{channel:02x}" for channel in mixed)
        if ratio(candidate, hardest(candidate, backgrounds)) >= LEAST_RATIO:
            return candidate
    raise AssertionError("black passes on any light background and white on any dark one")


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(channels: Channels) -> float:
    red, green, blue = (_linear(channel / 255) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    """IEC 61966-2-1, with the threshold that WCAG 2.2 gives."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
