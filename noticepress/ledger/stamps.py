"""Time stamps (RFC 3161): an authority's signed word that an entry was there at a time.

Requests and answers go through the ``openssl`` command, the same with which a stranger verifies them. It reads the
answers of every authority; Python's library for them refuses those that OpenSSL itself makes with a whole chain.
"""

import re
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from noticepress.errors import BuildError, Finding, UsageError
from noticepress.files import write_once
from noticepress.ledger.chain import AUTHORITY, FOLDER, RULE, Ledger, fault
from noticepress.ledger.entry import Entry, file_name

_SECONDS = 30
#: A token with its certificates is a few kilobytes.
_LARGEST = 1 << 20
#: Two clocks that are set by the network differ by less.
_CLOCKS = timedelta(minutes=5)
_TIME = re.compile(r"^Time stamp: (\w{3}) +(\d+) (\d+):(\d+):(\d+)(?:\.\d+)? (\d+) GMT$", re.MULTILINE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMES = re.compile(r"^subject=\s*(.*)\n+issuer=\s*(.*)$", re.MULTILINE)
#: Where OpenSSL says what it holds against a token: error:CODE:LIBRARY:FUNCTION:REASON:FILE.
_REASON = re.compile(r"error:[0-9A-F]+:[^:\n]*:[^:\n]*:([^:\n]+):")


@dataclass(frozen=True)
class Stamp:
    """What a time stamp says: the entry was there at ``at`` (UTC), as ``authority`` signed."""

    number: int
    at: datetime
    authority: str


def token_path(root: Path, number: int) -> Path:
    """Return where the time stamp of an entry stands: beside it."""
    return (root / FOLDER / file_name(number)).with_suffix(".tsr")


def stamp_missing(root: Path, ledger: Ledger, url: str) -> tuple[Stamp, ...]:
    """Have the authority at ``url`` stamp each entry that has no stamp; verify it, and write it beside the entry.

    Entries stay as they are whatever happens. Raises ``BuildError`` (exit code 3) where the authority cannot be
    reached or answers with something else, ``UsageError`` where its certificates are not there to verify by.
    """
    missing = [number for number in ledger.digests or {} if number not in ledger.tokens]
    authority = find_authority(root) if missing else Path()
    stamps = []
    for number in missing:
        entry = root / FOLDER / file_name(number)
        with tempfile.TemporaryDirectory() as folder:
            query, answer = Path(folder) / "query.tsq", Path(folder) / "answer.tsr"
            _openssl("ts", "-query", "-data", str(entry), "-sha256", "-cert", "-out", str(query))
            answer.write_bytes(_post(url, query.read_bytes()))
            try:
                # Held to the query, so that it is an answer to this very one: the nonce is in it.
                stamp = verified(number, answer, authority, "-queryfile", str(query))
            except ValueError as error:
                message = f"{url} answered with no time stamp of entry {number} that can be trusted: {error}"
                raise BuildError(Finding(RULE, "error", message, hint="'ledger stamp' asks again")) from error
            write_once(token_path(root, number), answer.read_bytes(), RULE)
        stamps.append(stamp)
    return tuple(stamps)


def find_authority(root: Path) -> Path:
    """Return the file of certificates that time stamps are verified by; ``UsageError`` where there is none."""
    path = root / FOLDER / AUTHORITY
    if not path.is_file():
        hint = "save the authority's root certificate there, as PEM; get it from the authority itself"
        raise UsageError(f"time stamps need {(FOLDER / AUTHORITY).as_posix()} to be verified by", hint)
    return path


def _post(url: str, query: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, data=query, headers=headers)  # noqa: S310 - http or https alone
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
            data: bytes = answer.read(_LARGEST)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        message = f"the time stamping authority {url} cannot be reached: {reason}"
        raise BuildError(Finding(RULE, "error", message, hint="'ledger stamp' asks again later")) from error
    return data


def verified(number: int, token: Path, authority: Path, *of: str) -> Stamp:
    """Return what a token says; ``of`` is what it has to be of: ``-data FILE`` or ``-queryfile FILE``.

    Raises ``ValueError`` for one that is of something else, or not to be trusted. The signer's certificate has to lead
    to one in ``authority``, to be made for time stamps, and to be valid now or to have been at the token's time: that
    it has run out since takes nothing away.
    """
    said = _openssl("ts", "-reply", "-in", str(token), "-text")
    time = _TIME.search(said.stdout)
    if time is None:
        raise ValueError("it holds no time")
    month, day, hour, minute, second, year = time.groups()
    at = datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    command = ("ts", "-verify", *of, "-in", str(token), "-CAfile", str(authority))
    tried = _openssl(*command)
    if tried.returncode != 0 and _openssl(*command, "-attime", str(int(at.timestamp()))).returncode != 0:
        reasons = _REASON.findall(tried.stderr)
        raise ValueError(reasons[-1] if reasons else "it cannot be verified")
    return Stamp(number, at, _signer(token))


def _signer(token: Path) -> str:
    """Return the name in the certificate, of those that a token holds, that no other one of them was issued by."""
    with tempfile.TemporaryDirectory() as folder:
        bare = str(Path(folder) / "token.der")
        _openssl("ts", "-reply", "-in", str(token), "-token_out", "-out", bare)
        pairs = _NAMES.findall(_openssl("pkcs7", "-inform", "DER", "-in", bare, "-print_certs", "-noout").stdout)
    issuers = {issuer for subject, issuer in pairs if issuer != subject}
    return next((subject for subject, _ in pairs if subject not in issuers), "a signer that the token does not name")


def _openssl(*arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - no shell, and the arguments are ours
            ["openssl", *arguments],  # noqa: S607 - the machine's own
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=_SECONDS,
        )
    except FileNotFoundError as error:
        raise UsageError("time stamps need the command openssl, which is not here", "install OpenSSL") from error
    except subprocess.TimeoutExpired as error:
        raise BuildError(Finding(RULE, "error", "openssl does not answer")) from error


def stamps_of(root: Path, ledger: Ledger) -> Iterator[Stamp | Finding]:
    """Yield what each time stamp says, or an error for one that cannot be trusted or is older than its entry."""
    entries = {entry.number: entry for entry in ledger.entries}
    stamped = sorted(ledger.tokens & entries.keys())
    if stamped and not (root / FOLDER / AUTHORITY).is_file():
        message = "there are time stamps, and no certificate to verify them by"
        yield Finding(RULE, "error", message, FOLDER / AUTHORITY, hint="restore it, or get it from the authority")
        return
    for number in stamped:
        data, authority = str(root / FOLDER / file_name(number)), root / FOLDER / AUTHORITY
        try:
            stamp = verified(number, token_path(root, number), authority, "-data", data)
        except ValueError as error:
            shown = token_path(Path(), number)
            hint = "restore the entry and its time stamp with 'git checkout'"
            yield Finding(RULE, "error", f"no time stamp of this entry that can be trusted: {error}", shown, hint=hint)
        else:
            yield _early(entries[number], stamp) or stamp


def _early(entry: Entry, stamp: Stamp) -> Finding | None:
    if stamp.at + _CLOCKS >= entry.at:
        return None
    return fault(entry.number, "the entry says a later time than its time stamp", "a clock was wrong, or it was forged")
