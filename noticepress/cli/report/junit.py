"""Findings as JUnit XML: what any build server shows as tests."""

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from noticepress.errors import Finding

#: What XML 1.0 cannot hold, even as a character reference (section 2.2).
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(findings: Sequence[Finding]) -> str:
    """Return a test suite for each file and a test case for each finding; errors to be mended fail, others are skipped.

    Without any finding there is one case that passes, since servers take an empty report for a broken one.
    """
    root = ET.Element("testsuites", name="noticepress", tests=str(len(findings) or 1))
    root.set("failures", str(sum(finding.blocks for finding in findings)))
    root.set("errors", "0")
    for path, group in groupby(sorted(findings, key=_file), key=_file):
        _suite(root, path, list(group))
    if not findings:
        suite = ET.SubElement(root, "testsuite", name="workspace", tests="1", failures="0", errors="0", skipped="0")
        ET.SubElement(suite, "testcase", classname="noticepress", name="no findings")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _file(finding: Finding) -> str:
    return finding.path.as_posix() if finding.path else "workspace"


def _suite(root: ET.Element, path: str, findings: Sequence[Finding]) -> None:
    failing = sum(finding.blocks for finding in findings)
    counts = {"tests": len(findings), "failures": failing, "errors": 0, "skipped": len(findings) - failing}
    suite = ET.SubElement(root, "testsuite", name=path)
    for name, count in counts.items():
        suite.set(name, str(count))
    for finding in findings:
        place = ":".join(str(part) for part in (finding.line, finding.column) if part is not None)
        name = _NO_XML.sub("\ufffd", f"{place}: {finding.message}" if place else finding.message)
        case = ET.SubElement(suite, "testcase", classname=finding.rule, name=name, file=path)
        if finding.line is not None:
            case.set("line", str(finding.line))
        text = _NO_XML.sub("\ufffd", "\n".join(filter(None, [str(finding), finding.citation, finding.waived])))
        if finding.blocks:
            ET.SubElement(case, "failure", message=name, type=finding.rule).text = text
        else:
            why = "waived" if finding.waived else "released text" if finding.frozen else finding.severity
            ET.SubElement(case, "skipped", message=f"{why}: {name}").text = text
