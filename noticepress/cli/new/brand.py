"""``new brand``: the file of a brand, read by the program's own reader before it is put in place."""

import json
import re
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from noticepress.check import check_workspace, fact_findings
from noticepress.cli.asking import Questions, questions
from noticepress.cli.places import opened_workspace
from noticepress.cli.report import findings_report
from noticepress.config import Workspace, load_brands
from noticepress.config.ids import ID
from noticepress.config.schema import BrandFields
from noticepress.config.yaml import parse_yaml, validate
from noticepress.dates import today
from noticepress.errors import ConfigError, Finding, UsageError, did_you_mean
from noticepress.files import write_once
from noticepress.law import workspace_law
from noticepress.model import Brand

#: What is asked of a brand: the field of its file, and the question.
_CONTACT = {
    "telephone": "Telephone, as readers see it",
    "email": "Mailbox for any matter",
    "privacy_email": "Mailbox for privacy matters",
    "website": "Website",
    "form": "Page of the contact form",
}
_SCHEMA = "schemas/brand.schema.json"
#: Words that YAML would read as nothing, or that begin with what means something to it.
_PLAIN = re.compile(r"[A-Za-z0-9][\w @&./,()'+-]*(?<! )")

Fields = Mapping[str, str | None]


def new_brand(arguments: Namespace) -> int:
    """Ask for what is known of a brand, write its file, and name what is missing."""
    workspace = opened_workspace(arguments)
    asked = questions(silent=arguments.no_input)
    name = asked.ask("--name", "Name that readers know", arguments.name, check=_field("name"))
    assert name is not None
    proposed = _slug(name) if asked.live else None
    id_ = asked.ask("ID", "Id, part of addresses", arguments.id, default=proposed, check=_free(workspace))
    assert id_ is not None
    text = brand_text(name, _answers(asked, arguments, workspace), schema=(workspace.root / _SCHEMA).is_file())
    path = Path("brands") / f"{id_}.yml"
    _held(workspace, path, text)
    write_once(workspace.root / path, text.encode(), "FILE")
    print(f"wrote {path.as_posix()}")
    workspace = opened_workspace(arguments)
    brand = workspace.brand(id_)
    findings = [*_unbound(workspace, brand), *fact_findings(brand, workspace_law(workspace.root))]
    print(findings_report(tuple(findings), "text"))
    if brand.parent is not None:
        other = workspace.brand(brand.parent.id)
        print(f"next: if notices are to name it as a sister company, add it to sister_companies in {other.path}")
    print(f"next: python build.py check --brand {id_}")
    return 0


def _unbound(workspace: Workspace, brand: Brand) -> Iterator[Finding]:
    """Yield what keeps a notice from being bound to the new brand: values that it asks for and nobody gave."""
    found = check_workspace(workspace, today(), (brand,), thorough=False)
    return (finding for finding in found if finding.rule == "BIND")


def _answers(asked: Questions, arguments: Namespace, workspace: Workspace) -> dict[str, str | list[str] | None]:
    """Return the answers by the field of the file, dotted."""
    found: dict[str, str | list[str] | None] = {}
    found["legal_name"] = asked.ask(
        "--legal-name", "Registered name of the company", arguments.legal_name, needed=False, check=_field("legal_name")
    )
    found["parent"] = _parent(asked, arguments, workspace)
    own = {name: getattr(arguments, name) for name in _CONTACT}
    wanted = asked if found["parent"] is None else Questions(live=False)
    lines: list[str] | None = arguments.address or None
    if lines is None and wanted.live:
        typed = wanted.ask("--address", "Postal address, with semicolons between its lines", None, needed=False)
        lines = [line.strip() for line in typed.split(";") if line.strip()] if typed else None
    found["contact.address"] = lines
    for field, question in _CONTACT.items():
        option = f"--{field.replace('_', '-')}"
        check = _field(f"contact.{field}")
        found[f"contact.{field}"] = wanted.ask(option, question, own[field], needed=False, check=check)
    question = "Address at which its notices are published"
    found["site_url"] = asked.ask("--site-url", question, arguments.site_url, needed=False, check=_field("site_url"))
    for field, question in {"accent": "Colour, as #rrggbb", "accent_dark": "Colour on dark pages"}.items():
        given, check = getattr(arguments, field), _field(f"theme.{field}")
        option = f"--{field.replace('_', '-')}"
        found[f"theme.{field}"] = asked.ask(option, question, given, needed=False, check=check)
    return found


def _parent(asked: Questions, arguments: Namespace, workspace: Workspace) -> str | None:
    heads = [brand.id for brand in workspace.brands if brand.parent is None]

    def check(answer: str) -> None:
        if answer not in heads:
            workspace.brand(answer)
            hint = did_you_mean(answer, heads)
            raise UsageError(f"'{answer}' cannot be the parent: a parent has none itself", hint)

    return asked.ask(
        "--parent",
        f"Parent whose details it shares, of {', '.join(heads)}",
        arguments.parent,
        needed=False,
        check=check,
    )


def _field(name: str) -> Callable[[str], None]:
    """Return a check of one field of a brand's file, by the program's own reader."""

    def check(answer: str) -> None:
        fields = {"name": "x", name: answer}
        text = "\n".join(_lines(fields)) + "\n"
        try:
            validate(BrandFields, parse_yaml(text, Path("brands")))
        except ConfigError as error:
            finding = error.findings[0]
            raise UsageError(finding.message, finding.hint) from error

    return check


def _free(workspace: Workspace) -> Callable[[str], None]:
    def check(answer: str) -> None:
        if not ID.fullmatch(answer):
            raise UsageError(f"'{answer}' cannot be a brand's id", "small letters, digits and single hyphens")
        taken = {path.stem.casefold() for path in (workspace.root / "brands").iterdir()}
        if answer in taken or answer in workspace.renamed:
            raise UsageError(f"the id '{answer}' is taken", "choose another: a file is never overwritten")

    return check


def _slug(name: str) -> str | None:
    found = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    return found or None


def brand_text(name: str, answers: Mapping[str, str | list[str] | None], *, schema: bool) -> str:
    """Return a brand's file; what readers need and nobody gave stands in it as a comment."""
    head = ["# yaml-language-server: $schema=../schemas/brand.schema.json"] if schema else []
    head.append("# Each missing fact is a finding of `check`: it is asked for, and never guessed.")
    known = {field: answer for field, answer in answers.items() if answer}
    lines = list(_lines({"name": name, **known}))
    missing = [field for field in answers if field not in known and not field.startswith("theme.")]
    shared = [field for field in missing if field.startswith("contact.")] if "parent" in known else []
    missing = [field for field in missing if field not in {"parent", *shared}]
    return "\n".join([*head, *lines, *(f"# {field}: not known" for field in missing)]) + "\n"


def _lines(fields: Mapping[str, str | list[str]]) -> Iterator[str]:
    section = ""
    for field, answer in fields.items():
        outer, _, inner = field.rpartition(".")
        if outer and outer != section:
            yield f"{outer}:"
        section = outer
        indent = "  " if outer else ""
        if isinstance(answer, list):
            yield f"{indent}{inner}:"
            yield from (f"{indent}  - {scalar(line)}" for line in answer)
        else:
            yield f"{indent}{inner}: {scalar(answer)}"


def scalar(text: str) -> str:
    """Return ``text`` as YAML holds it: as it is where that means the same, else in quotation marks."""
    is_plain = _PLAIN.fullmatch(text) and text.casefold() != "null"
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _held(workspace: Workspace, path: Path, text: str) -> None:
    """Read all brands with the new one, elsewhere; ``ConfigError`` for whatever is wrong with it."""
    with tempfile.TemporaryDirectory(prefix="noticepress-new-") as name:
        root = Path(name)
        shutil.copytree(workspace.root / "brands", root / "brands")
        (root / path).write_text(text, encoding="utf-8")
        load_brands(root / "brands", root)
