"""What single fields of the YAML files may hold: types for their models, with the words in which others are refused."""

import re
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from noticepress.config.ids import ID
from noticepress.dates import parse_day

_VALUE_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LINE = re.compile(r".*\S.*")
_MAILBOX = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,}")
_COMPANY_NUMBER = re.compile(r"[0-9A-Z]{2}[0-9]{5}[0-9A-Z]")
#: An address of a site, below its root: a folder with its last slash, or a file with its ending.
_ADDRESS = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*\.[A-Za-z0-9]+)?")
_AN_ADDRESS = "an address of this site, such as /old-privacy/ or /about/privacy.html"


def matching(pattern: re.Pattern[str], what: str) -> AfterValidator:
    """Return what refuses text that does not match whole; ``what`` it should be is what a person is told."""

    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"it should be {what}")
        return text

    return AfterValidator(check)


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"https", "http"} or not parts.hostname or re.search(r"[\s<>\"]", text):
        raise ValueError("it should be a web address such as https://example.org/")
    return text


def _old_address(text: str) -> str:
    if not _ADDRESS.fullmatch(text) or text == "/":
        raise ValueError(f"it should be {_AN_ADDRESS}")
    return text


def _new_address(text: str) -> str:
    if _ADDRESS.fullmatch(text):
        return text
    try:
        return _web_address(text)
    except ValueError as error:
        raise ValueError(f"it should be {_AN_ADDRESS}, or a web address such as https://example.org/") from error


Text = Annotated[str, Field(min_length=1)]
Line = Annotated[str, matching(_LINE, "words on one line"), Field(min_length=1)]
Identifier = Annotated[str, matching(ID, "small letters, digits and single hyphens"), Field(pattern=f"^{ID.pattern}$")]
ValueName = Annotated[str, matching(_VALUE_NAME, "small letters, digits and underscores")]
Day = Annotated[date, BeforeValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})]
Mailbox = Annotated[str, matching(_MAILBOX, "a mailbox such as privacy@example.org")]
Telephone = Annotated[str, matching(_TELEPHONE, "a telephone number such as 01632 960001")]
WebAddress = Annotated[str, AfterValidator(_web_address), WithJsonSchema({"type": "string", "format": "uri"})]
CompanyNumber = Annotated[
    str,
    matching(_COMPANY_NUMBER, "the 8 characters of Companies House, such as 01234567 or SC123456"),
    Field(pattern=f"^{_COMPANY_NUMBER.pattern}$"),
]
OldAddress = Annotated[str, AfterValidator(_old_address), Field(pattern=f"^{_ADDRESS.pattern}$")]
NewAddress = Annotated[str, AfterValidator(_new_address)]
