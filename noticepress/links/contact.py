"""``mailto:`` and ``tel:`` addresses: whether a mail program and a telephone can do something with them."""

import re
from urllib.parse import unquote

#: The local part of a mailbox (RFC 5322, section 3.2.3) and a label of a host name (RFC 1123, section 2.1).
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LAST_LABEL = re.compile(r"[A-Za-z]{2,63}|xn--[A-Za-z0-9-]{1,59}", re.IGNORECASE)
_LONGEST_LOCAL, _LONGEST_HOST = 64, 253
#: A telephone's digits with the marks that RFC 3966, section 3, allows between them, and its parameters.
_NUMBER = re.compile(r"(\+?[0-9().-]*[0-9])((?:;[a-zA-Z0-9-]+(?:=[^;\s]*)?)*)")
#: E.164 numbers have at most fifteen digits; fewer than seven reach nobody from abroad.
_GLOBAL = re.compile(r"\+[1-9][0-9]{6,14}")
#: The UK's numbering plan (Ofcom): nine or ten digits behind +44, and none that begins with 0, 4 or 6.
_BRITISH = re.compile(r"\+44[1235789][0-9]{8,9}")
_BRITISH_TRUNK = re.compile(r"(?:\+44|0044)?0([1235789][0-9]{8,9})")
#: Numbers that are dialled as they are: emergencies, 101 … 119, 116xxx and 118xxx.
_SHORT = re.compile(r"999|112|1[01][0-9]|159|11[68][0-9]{3}")


def mailto_fault(href: str) -> str | None:
    """Say what is wrong with a ``mailto:`` address (RFC 6068), or ``None``."""
    rest = href.partition(":")[2]
    recipients = rest.partition("?")[0]
    if not recipients.strip():
        return "it names no mailbox"
    faults = (_mailbox_fault(unquote(part)) for part in recipients.split(","))
    return next((fault for fault in faults if fault), None)


def _mailbox_fault(mailbox: str) -> str | None:
    local, at, host = mailbox.rpartition("@")
    if re.search(r"\s", mailbox):
        return f"'{mailbox}' holds a space"
    if not at or not local or not host:
        return f"'{mailbox}' is no mailbox such as privacy@example.org"
    if not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        return f"'{local}' cannot stand before the @ of a mailbox"
    labels = host.split(".")
    in_order = all(_LABEL.fullmatch(label) for label in labels) and len(host) <= _LONGEST_HOST
    if len(labels) == 1 or not in_order or not _LAST_LABEL.fullmatch(labels[-1]):
        return f"'{host}' is no host name that mail can go to"
    return None


def tel_fault(href: str) -> str | None:
    """Say what is wrong with a ``tel:`` address (RFC 3966), or ``None``; a UK number is dialable from anywhere."""
    rest = href.partition(":")[2]
    if not rest.strip():
        return "it holds no number"
    match = _NUMBER.fullmatch(unquote(rest))
    if match is None:
        return f"'{rest}' is no telephone number: only digits, with a + in front"
    digits = re.sub(r"[().-]", "", match.group(1))
    trunk = _BRITISH_TRUNK.fullmatch(digits)
    if trunk:
        return f"'{rest}' cannot be dialled from everywhere: write tel:+44{trunk.group(1)}"
    if digits.startswith("+44"):
        return None if _BRITISH.fullmatch(digits) else f"'{rest}' is no number of the UK: nine or ten digits follow +44"
    if _GLOBAL.fullmatch(digits) or (_SHORT.fullmatch(digits) and digits == rest):
        return None
    return f"'{rest}' is no number that can be dialled from everywhere: begin with + and the country"
