"""``completion``: the script that has a shell complete commands, options and names; and what it is answered."""

import argparse
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path

import argcomplete
from argcomplete.shell_integration import shellcode

from noticepress.cli.parser.base import every_parser

#: By what an argument is called in --help, where its names can be found below the workspace.
_FILES: Mapping[str, tuple[str, ...]] = {
    "BRAND": ("brands/*.yml",),
    "NOTICE": ("notices/*/notice.md", "notices/*/releases"),
    "V": ("notices/*/releases/*/release.yml",),
    "VERSION": ("notices/*/releases/*/release.yml",),
    "OLD": ("notices/*/releases/*/release.yml",),
    "NEW": ("notices/*/releases/*/release.yml",),
}
_DRAFT = {"OLD", "NEW"}


def completion(arguments: Namespace) -> int:
    """Print the script for a shell."""
    print(shellcode(["noticepress"], shell=arguments.shell).strip())
    return 0


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer the shell that asks how a command line may go on, and end the process. It reads names of files alone."""
    for action in (action for each in every_parser(parser) for action in each._actions):  # noqa: SLF001 - as argcomplete
        name = action.metavar
        if isinstance(name, str) and (name in _FILES or name == "RULE"):
            action.completer = _Names(name)  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser, always_complete_options="long")


class _Names:
    """What an argument may be: names of brands, notices, versions or rules."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __call__(self, parsed_args: Namespace, **_: object) -> list[str]:
        """Return the names that there are; none where there is no workspace."""
        if self._kind == "RULE":
            return list(_rules())
        root = _root(getattr(parsed_args, "workspace", None))
        if root is None:
            return []
        found = {self._named(path) for pattern in _FILES[self._kind] for path in root.glob(pattern)}
        return sorted(found | ({"draft"} if self._kind in _DRAFT else set()))

    def _named(self, path: Path) -> str:
        return path.stem if self._kind == "BRAND" else path.parent.name


def _root(named: Path | None) -> Path | None:
    folders = (named,) if named else (Path.cwd(), *Path.cwd().parents)
    return next((f for f in folders if (f / "notices").is_dir() and (f / "brands").is_dir()), None)


def _rules() -> Iterator[str]:
    from noticepress.law import uk_law  # noqa: PLC0415 - nothing else needs it
    from noticepress.law.examples import known_examples  # noqa: PLC0415

    yield from uk_law().rules
    yield from known_examples().program
