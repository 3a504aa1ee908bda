"""``import``: a file becomes a notice's source, written where nothing stands yet, with a report on how."""

import json
import sys
from argparse import Namespace
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

from noticepress.cli.places import opened_workspace
from noticepress.config import Workspace
from noticepress.config.ids import ID
from noticepress.errors import BuildError, Finding, UsageError, merged
from noticepress.files import write_once
from noticepress.importer import Imported, import_reading, read_file
from noticepress.importer.reading import counted
from noticepress.importer.registry import add_references

#: What a source on standard output is called in its report.
_STANDARD_OUTPUT = Path("notice.md")
#: The rules of remarks on what the notice has not.
_LEFT_OUT = frozenset({"IMPORT-LOST", "IMPORT-CHANGE", "IMPORT-COMMENT"})


def do_import(arguments: Namespace) -> int:
    """Import a file, write the source and the report; 1 where the notice does not say what the file says."""
    workspace = opened_workspace(arguments)
    output = _output(arguments, workspace)
    shown = _shown(output, workspace) if output else _STANDARD_OUTPUT
    reading = read_file(arguments.file, arguments.file)
    imported = import_reading(
        replace(reading, base=arguments.base) if arguments.base else reading,
        workspace.brands,
        workspace.references,
        brand=workspace.brand(arguments.brand) if arguments.brand else None,
        shown=shown,
        title=arguments.title,
        named=arguments.add_references,
    )
    if output:
        _write(output, imported.source)
    if arguments.add_references:
        add_references(workspace.root, imported.references)
    _report(arguments, imported, shown if output else None)
    return int(any(finding.severity == "error" for finding in imported.findings))


def _output(arguments: Namespace, workspace: Workspace) -> Path | None:
    """Return the file to write, ``None`` for standard output; ``UsageError`` where one stands there already."""
    if arguments.notice and arguments.output:
        raise UsageError("--as and -o both say where the notice goes", "give one of them")
    if arguments.notice and not ID.fullmatch(arguments.notice):
        hint = "small letters, digits and single hyphens: the name is part of the notice's address"
        raise UsageError(f"'{arguments.notice}' cannot be a notice's id", hint)
    path: Path | None = arguments.output
    if arguments.notice:
        path = workspace.root / "notices" / arguments.notice / "notice.md"
    for found in filter(None, (path, arguments.report)):
        if found.exists():
            raise UsageError(f"{_shown(found, workspace)} exists, and nothing is written over it", "name another file")
    return path


def _shown(path: Path, workspace: Workspace) -> Path:
    return path.relative_to(workspace.root) if path.is_relative_to(workspace.root) else path


def _write(path: Path, text: str) -> None:
    """Write a new file, whole or not at all; ``BuildError`` where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(Finding("FILE", "error", f"cannot be written: {error.strerror}", path)) from error
    write_once(path, text.encode(), "FILE")


def _report(arguments: Namespace, imported: Imported, written: Path | None) -> None:
    """Put the source and the report where they belong: as data both go into one object."""
    if arguments.format == "json":
        report = _json(arguments.file, imported, written)
    else:
        report = _text(arguments.file, imported, written)
        if written is None:
            sys.stdout.write(imported.source)
            sys.stdout.flush()
    if arguments.report:
        _write(arguments.report, report + "\n")
    else:
        print(report, file=sys.stderr if arguments.format == "text" and written is None else sys.stdout)


def _text(file: Path, imported: Imported, written: Path | None) -> str:
    lines = [_with_rule(finding) for finding in merged(imported.findings)]
    where = f" to {written}" if written else ""
    kinds = Counter[str](finding.severity for finding in merged(imported.findings))
    told = ", ".join(
        counted(kinds[kind], noun) for kind, noun in (("error", "error"), ("warning", "warning"), ("info", "note"))
    )
    lines.append(f"imported {file}{where}: '{imported.title}'{_contents(imported)}; {told}")
    lines.append(_verdict(imported))
    if written:
        lines.append(f"next: python build.py check {written}")
    return "\n".join(lines)


def _with_rule(finding: Finding) -> str:
    first, _, rest = str(finding).partition("\n")
    return f"{first} ({finding.severity} {finding.rule})" + (f"\n{rest}" if rest else "")


def _contents(imported: Imported) -> str:
    document = imported.document
    if document is None:
        return ""
    parts = [(len(document.headings), "heading")]
    parts += [(document.html.count(f"<{tag}>"), noun) for tag, noun in (("li", "list item"), ("table", "table"))]
    parts.append((len(document.links), "link"))
    return ", " + ", ".join(counted(number, noun) for number, noun in parts)


def _verdict(imported: Imported) -> str:
    whose = f", bound to {imported.brand.name}," if imported.brand else ""
    if imported.binds_back:
        is_whole = _LEFT_OUT.isdisjoint(finding.rule for finding in imported.findings)
        return (
            f"the notice{whose} binds back to the same text{'' if is_whole else ', but for what is listed as left out'}"
        )
    return f"the notice{whose} does not bind back to the same text: see the errors"


def _json(file: Path, imported: Imported, written: Path | None) -> str:
    rows = [
        {**asdict(finding), "path": finding.path.as_posix() if finding.path else None, "blocks": finding.blocks}
        for finding in merged(imported.findings)
    ]
    data = {
        "file": file.as_posix(),
        "written": written.as_posix() if written else None,
        "title": imported.title,
        "brand": imported.brand.id if imported.brand else None,
        "binds_back": imported.binds_back,
        "source": imported.source,
        "references": {name: reference.url for name, reference in imported.references.items()},
        "findings": rows,
    }
    return json.dumps(data, indent=2, ensure_ascii=False)
