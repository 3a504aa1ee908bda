"""The findings on a workspace, on one notice and on any text, and what they stop.

Each name comes from the module that has it when it is first asked for: a build judges no law, and loads none of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from noticepress.check.blocking import stops_build, stops_release
    from noticepress.check.facts import fact_findings
    from noticepress.check.frozen import check_document, replay
    from noticepress.check.judge import check_text
    from noticepress.check.reading import read_view
    from noticepress.check.texts import check_notice, check_source, check_translation
    from noticepress.check.view import View
    from noticepress.check.waivers import with_waivers
    from noticepress.check.workspace import check_workspace

__all__ = [
    "View",
    "check_document",
    "check_notice",
    "check_source",
    "check_text",
    "check_translation",
    "check_workspace",
    "fact_findings",
    "read_view",
    "replay",
    "stops_build",
    "stops_release",
    "with_waivers",
]

_HOMES = {
    **dict.fromkeys(["stops_build", "stops_release"], "blocking"),
    **dict.fromkeys(["check_document", "replay"], "frozen"),
    "check_text": "judge",
    "fact_findings": "facts",
    "read_view": "reading",
    "View": "view",
    "with_waivers": "waivers",
    **dict.fromkeys(["check_notice", "check_source", "check_translation"], "texts"),
    "check_workspace": "workspace",
}


def __getattr__(name: str) -> Any:
    """Return what is called ``name``, from its module (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
