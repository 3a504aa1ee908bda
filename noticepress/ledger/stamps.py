"""Time stamps (RFC 3161): an authority's signed word that an entry was there at a time."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

from noticepress.errors import BuildError, Finding, UsageError
from noticepress.files import write_once
from noticepress.ledger.chain import AUTHORITY, FOLDER, RULE, Ledger, fault
from noticepress.ledger.entry import Entry, file_name

_SECONDS = 30
#: A token with its certificates is a few kilobytes.
_LARGEST = 1 << 20
#: Two clocks that are set by the network differ by less.
_CLOCKS = timedelta(minutes=5)


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
    roots = read_authority(root) if missing else b""
    stamps = []
    for number in missing:
        data = (root / FOLDER / file_name(number)).read_bytes()
        token = ask(url, data)
        try:
            stamp = verified(number, data, token, roots)
        except ValueError as error:
            message = f"{url} answered with no time stamp of entry {number} that can be trusted: {error}"
            raise BuildError(Finding(RULE, "error", message, hint="see: 'ledger stamp' asks again")) from error
        write_once(token_path(root, number), token, RULE)
        stamps.append(stamp)
    return tuple(stamps)


def read_authority(root: Path) -> bytes:
    """Return the certificates that time stamps are verified by; ``UsageError`` where there are none."""
    path = root / FOLDER / AUTHORITY
    if not path.is_file():
        hint = "save the authority's root certificate there, as PEM; get it from the authority itself"
        raise UsageError(f"time stamps need {(FOLDER / AUTHORITY).as_posix()} to be verified by", hint)
    return path.read_bytes()


def ask(url: str, data: bytes) -> bytes:
    """Return the answer of the authority at ``url`` to a request for a time stamp of ``data``, by SHA-256."""
    library = _library()
    builder = library.TimestampRequestBuilder().data(data).hash_algorithm(library.HashAlgorithm.SHA256)
    asked = builder.cert_request(cert_request=True).nonce(nonce=True).build()
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, data=asked.as_bytes(), headers=headers)  # noqa: S310 - http or https alone
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
            token: bytes = answer.read(_LARGEST)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        message = f"the time stamping authority {url} cannot be reached: {reason}"
        raise BuildError(Finding(RULE, "error", message, hint="'ledger stamp' asks again later")) from error
    try:
        nonce = library.decode_timestamp_response(token).tst_info.nonce
    except ValueError:
        nonce = asked.nonce  # an answer that is no token is named when it is verified
    if nonce != asked.nonce:
        raise BuildError(Finding(RULE, "error", f"{url} answered another request: the nonce is not ours"))
    return token


def verified(number: int, data: bytes, token: bytes, roots: bytes) -> Stamp:
    """Return what a token says of an entry's bytes; ``ValueError`` for one that is not of them, or not to be trusted.

    The signer's certificate has to lead to one of ``roots`` (PEM), to be made for time stamps, and to have been
    valid at the token's time: that it has run out since takes nothing away.
    """
    library = _library()
    from cryptography import x509  # noqa: PLC0415 - as heavy as the library

    certificates = x509.load_pem_x509_certificates(roots)
    answer = library.decode_timestamp_response(token)
    try:
        library.VerifierBuilder(roots=certificates).build().verify_message(answer, data)
    except library.VerificationError as error:
        raise ValueError(str(error)) from error
    at = answer.tst_info.gen_time
    found = [x509.load_der_x509_certificate(raw) for raw in answer.signed_data.certificates]
    leaves = [c for c in found if not any(o is not c and o.issuer == c.subject for o in found)]
    name = (leaves or found or certificates)[0].subject.rfc4514_string()
    return Stamp(number, at if at.tzinfo else at.replace(tzinfo=UTC), name)


def stamps_of(root: Path, ledger: Ledger) -> Iterator[Stamp | Finding]:
    """Yield what each time stamp says, or an error for one that cannot be trusted or is older than its entry."""
    entries = {entry.number: entry for entry in ledger.entries}
    if not ledger.tokens:
        return
    roots = read_authority(root)
    for number in sorted(ledger.tokens & entries.keys()):
        data, token = (root / FOLDER / file_name(number)).read_bytes(), token_path(root, number).read_bytes()
        try:
            stamp = verified(number, data, token, roots)
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


def _library() -> ModuleType:
    try:
        import rfc3161_client  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        hint = "pip install 'noticepress[stamps]'"
        raise UsageError("time stamps need a package that is not installed", hint) from error
    return rfc3161_client
