"""The handbook: pages that people wrote, and two that are written from the program: its rules and its command line."""

import argparse
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from noticepress.law import Law, reference_page

#: The pages in their order; each is a file of ``templates/desk/handbook``.
PAGES = ("index", "edit", "import", "brand", "section", "release", "redline", "approve", "past")
_HEADING = re.compile(r"^### (\S+): (.*)$", re.MULTILINE)
_TITLE = re.compile(r"\A# (.+)$", re.MULTILINE)


def written_pages(folder: Path) -> dict[str, tuple[str, str]]:
    """Return the pages that people wrote: name to title and Markdown."""
    found = {}
    for name in PAGES:
        text = (folder / f"{name}.md").read_text(encoding="utf-8")
        title = _TITLE.search(text)
        found[name] = (title[1] if title else name, text)
    return found


def anchor(rule: str) -> str:
    """Return the anchor of a rule on the page of rules."""
    return f"rule-{rule.lower()}"


def rules_page(law: Law) -> str:
    """Return the page of rules as Markdown, each rule with an anchor that findings lead to."""
    page = reference_page(law).replace("# The rules\n", "# What each rule means\n", 1)
    return _HEADING.sub(lambda found: f"### {found[1]}: {found[2]} {{: #{anchor(found[1])} }}", page)


def commands_page(parser: argparse.ArgumentParser) -> str:
    """Return the page of the command line as Markdown with a table for each command, written from its parser."""
    intro = (
        "# The command line\n\n"
        "Written from the program itself. `python build.py COMMAND`, or `noticepress COMMAND` where it is installed. "
        "Each command has `--help`.\n\n"
    )
    ends = f"{parser.epilog[:1].upper()}{parser.epilog[1:]}.\n" if parser.epilog else ""
    return intro + ends + "".join(_commands(parser, ()))


def _commands(parser: argparse.ArgumentParser, names: tuple[str, ...]) -> Iterator[str]:
    for action in parser._actions:  # noqa: SLF001 - argparse gives no public way to its own options
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name, command in action.choices.items():
                path = (*names, name)
                yield f"\n## {' '.join(path)} {{: #{'-'.join(path)} }}\n\n{_plain(command.description or '')}\n\n"
                yield _usage(command)
                yield _options(command)
                yield from _commands(command, path)


def _usage(parser: argparse.ArgumentParser) -> str:
    words = parser.format_usage().removeprefix("usage: ")
    return f'<pre class="usage"><code>{escape(" ".join(words.split()))}</code></pre>\n\n'


def _options(parser: argparse.ArgumentParser) -> str:
    shown = [a for a in parser._actions if not isinstance(a, argparse._SubParsersAction) and a.dest != "help"]  # noqa: SLF001
    if not shown:
        return ""
    rows = "".join(f'<tr><th scope="row"><code>{_names(a)}</code></th><td>{_help(a)}</td></tr>\n' for a in shown)
    head = '<tr><th scope="col">Option</th><th scope="col">What it does</th></tr>'
    caption = f"<caption>Options of <code>{escape(parser.prog)}</code></caption>"
    return f'<table class="t options">{caption}<thead>{head}</thead><tbody>\n{rows}</tbody></table>\n'


def _names(action: argparse.Action) -> str:
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else "")
    if not action.option_strings:
        return escape(str(action.metavar or action.dest))
    takes = f" {value or action.dest.upper()}" if action.nargs != 0 else ""
    return escape(", ".join(action.option_strings) + takes)


def _help(action: argparse.Action) -> str:
    said = escape(action.help or "")
    choices = f" One of: {escape(', '.join(map(str, action.choices)))}." if action.choices else ""
    needed = " Needed." if action.required and action.option_strings else ""
    return f"{said}{needed}{choices}".strip()


def _plain(text: str) -> str:
    return escape(text, quote=False)
