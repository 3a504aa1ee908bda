"""Whether a brand's colours can be read: contrast as WCAG 2.2 defines it (1.4.3, relative luminance)."""

#: The page's backgrounds in ``templates/site``; a test holds the stylesheet to them.
LIGHT_BACKGROUND = "#ffffff"
DARK_BACKGROUND = "#16181a"

#: WCAG 2.2, success criterion 1.4.3, level AA, for text of any size.
LEAST_RATIO = 4.5

Channels = tuple[int, int, int]


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours written ``#rrggbb``: from 1 to 21."""
    lighter, darker = sorted((_luminance(_channels(one)), _luminance(_channels(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def nearest_passing(colour: str, background: str) -> str:
    """Return the first colour on the way from ``colour`` to black or white that passes on ``background``.

    To black on a light background, to white on a dark one, so that the hue stays the brand's own.
    """
    end = (0, 0, 0) if _luminance(_channels(background)) > 0.5 else (255, 255, 255)  # noqa: PLR2004 - the middle
    start = _channels(colour)
    for step in range(256):
        mixed = tuple(round(s + (e - s) * step / 255) for s, e in zip(start, end, strict=True))
        candidate = "#" + "".join(f"{channel:02x}" for channel in mixed)
        if ratio(candidate, background) >= LEAST_RATIO:
            return candidate
    raise AssertionError("black and white pass on any background")


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(channels: Channels) -> float:
    red, green, blue = (_linear(channel / 255) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    """IEC 61966-2-1, with the threshold that WCAG 2.2 gives."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
