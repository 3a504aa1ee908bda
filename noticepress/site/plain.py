"""Whether a configuration of the engine says all there is to know, so that what was made by it may be kept."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

#: What a configuration may set without reading anything but itself. A plugin, a hook, a value out of the environment or
#: another file that is inherited may read whatever it likes, so that nobody knows what a page is made from.
_PLAIN = frozenset(
    [
        *("site_name", "site_url", "site_description", "site_author", "copyright", "docs_dir", "site_dir", "extra"),
        *("use_directory_urls", "strict", "validation", "plugins", "hooks", "markdown_extensions", "theme"),
    ]
)
#: What may stand there, and has to be empty. Without a list of plugins there would be one, which reads every page.
_EMPTY = ("hooks", "markdown_extensions")
_PLAIN_THEME = frozenset({"name", "locale", "static_templates"})


def is_plain(base_config: Path) -> bool:
    """Whether sites with this ``mkdocs.yml`` are made of it, the templates and their own pages alone.

    Of others nothing may be kept: what they are made from cannot be known.
    """
    return _is_plain(_said(base_config.read_bytes()))


def plain_extra(base_config: Path) -> Mapping[str, Any] | None:
    """Return what a plain ``mkdocs.yml`` says under ``extra``; ``None`` where it is not plain."""
    said = _said(base_config.read_bytes())
    return said.get("extra") or {} if _is_plain(said) else None


@lru_cache(maxsize=8)
def _said(data: bytes) -> Any:
    try:
        return yaml.safe_load(data)
    except (yaml.YAMLError, ValueError):
        return None  # a tag such as !ENV, or no YAML at all, which the engine refuses


def _is_plain(said: Any) -> bool:
    if not isinstance(said, dict) or not said.keys() <= _PLAIN or said.get("plugins") != []:
        return False
    if any(said.get(name) for name in _EMPTY):
        return False
    theme = said.get("theme") or {}
    return isinstance(theme, dict) and theme.keys() <= _PLAIN_THEME and theme.get("name") is None
