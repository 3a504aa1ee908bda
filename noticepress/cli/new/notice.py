"""``new notice``: the skeleton of a notice, with a note for each item of the law that it has to meet."""

import re
from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from noticepress.check import check_source
from noticepress.cli.asking import questions
from noticepress.cli.new.brand import scalar
from noticepress.cli.places import opened_workspace
from noticepress.cli.report import findings_report
from noticepress.config import Workspace
from noticepress.config.ids import ID
from noticepress.dates import today
from noticepress.errors import NoticepressError, UsageError
from noticepress.files import write_folder
from noticepress.law import Law, Rule, workspace_law
from noticepress.source import parse_notice

#: The items that every notice to the person whom it is about has to meet.
_ARTICLE = "13("


def new_notice(arguments: Namespace) -> int:
    """Write the skeleton of a notice, and say what ``check`` misses in it."""
    workspace = opened_workspace(arguments)
    asked = questions(silent=arguments.no_input)

    def free(answer: str) -> None:
        _refuse_taken(workspace, answer)

    name = asked.ask("NAME", "Id of the notice, part of addresses", arguments.name, check=free)
    assert name is not None
    title = asked.ask("--title", "Title", arguments.title, default=_spoken(name) if asked.live else None)
    assert title is not None
    path = Path("notices") / name / "notice.md"
    text = notice_text(" ".join(title.split()), workspace_law(workspace.root), today())
    notice = parse_notice(text, path, name)
    write_folder(workspace.root / "notices" / name, {"notice.md": text.encode()}, "SOURCE")
    print(f"wrote {path.as_posix()}: write each section below its note; notes are not published")
    try:
        findings = check_source(workspace, notice, workspace.brands, today())[1]
    except NoticepressError as error:
        findings = error.findings
    print(findings_report(findings, "text"))
    print(f"next: python build.py check {path.as_posix()}")
    return 0


def _refuse_taken(workspace: Workspace, name: str) -> None:
    if not ID.fullmatch(name):
        raise UsageError(f"'{name}' cannot be a notice's id", "small letters, digits and single hyphens")
    if (workspace.root / "notices" / name).exists() or name in workspace.moved:
        raise UsageError(f"the id '{name}' is taken", "choose another: a notice is never overwritten")
    if name in _RESERVED:
        raise UsageError(f"a notice cannot be called '{name}': sites have something else there", "choose another id")


#: Folders of a site, or of ``notices``, that hold something else.
_RESERVED = frozenset({"assets", "embed", "ledger", "evidence", "releases"})


def _spoken(name: str) -> str:
    words = name.replace("-", " ")
    return words[:1].upper() + words[1:] + ("" if "notice" in name else " notice")


def notice_text(title: str, law: Law, day: date) -> str:
    """Return the skeleton: a heading and a note for each item of Article 13 that applies on ``day``, and no text."""
    parts = [f"---\ntitle: {scalar(title)}\n---", f"<!--\n{_GUIDE}\n-->"]
    taken: set[str] = set()
    for rule in _items(law, day):
        slug = _anchor(rule.title, taken)
        parts.append(f'## {rule.title} {{#{slug} covers="{rule.item}"}}')
        parts.append(f"<!-- To write: {_words(rule.states)}. {_words(rule.cite)}. {_words(rule.hint)}. -->")
    return "\n\n".join(parts) + "\n"


_GUIDE = """One source for every brand. A value in double braces, such as brand.name, is that of the brand's file;
[words][name] is a link whose address stands in notices/references.yml. Notes like this one are not published. A section
that does not meet its item of the law is a finding of `check`."""


def _items(law: Law, day: date) -> Iterator[Rule]:
    for rule in law.on(day):
        if rule.item and rule.item.startswith(_ARTICLE) and not rule.manual:
            yield rule


def _anchor(title: str, taken: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "section"
    while slug in taken:
        slug += "-more"
    taken.add(slug)
    return slug


def _words(text: str) -> str:
    """Return words as a note may hold them: they end it nowhere, and are no template."""
    return " ".join(text.replace("--", "-").replace("{", "(").replace("}", ")").split()).rstrip(".")
