"""What a command line is about: which workspace, and which of its brands."""

from argparse import Namespace
from pathlib import Path

from noticepress.config import Workspace, find_workspace, load_workspace
from noticepress.errors import UsageError, did_you_mean
from noticepress.model import Brand, Timeline


def opened_workspace(arguments: Namespace) -> Workspace:
    """Return the workspace that a command line means: the one named, or the folder around us."""
    return load_workspace(workspace_root(arguments))


def workspace_root(arguments: Namespace) -> Path:
    """Return the folder of the workspace that a command line means; ``UsageError`` where there is none."""
    if arguments.workspace is None:
        return find_workspace(Path.cwd())
    root: Path = arguments.workspace.resolve()
    if not (root / "notices").is_dir() or not (root / "brands").is_dir():
        raise UsageError(f"{arguments.workspace} is no workspace", "it should hold the folders 'notices' and 'brands'")
    return root


def chosen_brands(workspace: Workspace, names: list[str]) -> tuple[Brand, ...]:
    """Return the brands called ``names``, each once; all brands where none is named."""
    return tuple(workspace.brand(name) for name in dict.fromkeys(names)) or workspace.brands


def in_language(timeline: Timeline, language: str) -> Timeline:
    """Return the timeline of the notice in a language; ``UsageError`` where it has no text in that one."""
    known = {each.language: each for each in timeline.in_each_language}
    if language not in known:
        hint = did_you_mean(language, list(known))
        raise UsageError(f"{timeline.brand.name} has no text of this notice in '{language}'", hint)
    return known[language]
