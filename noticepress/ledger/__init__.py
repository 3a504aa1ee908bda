"""The record of what was released, approved, published and seen live: a file an event, each tied to the one before."""

from noticepress.ledger.chain import AUTHORITY, FOLDER, EntryTakenError, Ledger, append, chain, next_entry, read_ledger
from noticepress.ledger.entry import Entry, entry_bytes, file_name, now, parse_entry, spoken_time
from noticepress.ledger.records import (
    check_ledger,
    ledger_findings,
    record,
    record_later,
    release_states,
    require_ledger,
)

__all__ = [
    "AUTHORITY",
    "FOLDER",
    "Entry",
    "EntryTakenError",
    "Ledger",
    "append",
    "chain",
    "check_ledger",
    "entry_bytes",
    "file_name",
    "ledger_findings",
    "next_entry",
    "now",
    "parse_entry",
    "read_ledger",
    "record",
    "record_later",
    "release_states",
    "require_ledger",
    "spoken_time",
]
