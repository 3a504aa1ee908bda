"""The law as data: what a UK privacy notice must say on a given day, with citations and dates."""

from noticepress.law.load import active, commencements, load_law, uk_law, workspace_law
from noticepress.law.model import Exemption, Law, Name, Need, Rule, Words, cited, compiled, severity_of
from noticepress.law.reference import reference_page

__all__ = [
    "Exemption",
    "Law",
    "Name",
    "Need",
    "Rule",
    "Words",
    "active",
    "cited",
    "commencements",
    "compiled",
    "load_law",
    "reference_page",
    "severity_of",
    "uk_law",
    "workspace_law",
]
