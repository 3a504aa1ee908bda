"""Link texts that say nothing to someone who hears them alone."""

#: WCAG 2.2, 2.4.4: a screen reader lists links by their words.
_NOTHING = frozenset(
    ["click here", "here", "read more", "more", "this link", "link", "this page", "learn more", "more info", "this",
     "click"]
)  # fmt: skip


def says_nothing(text: str) -> bool:
    """Whether a link's words do not say where it leads; other languages than English are not known here."""
    return " ".join(text.lower().split()).rstrip(".") in _NOTHING
