"""How long reading and checking a ledger takes: ``python benchmarks/ledger.py [ENTRIES]``."""

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from noticepress.ledger import Entry, entry_bytes, next_entry, read_ledger
from noticepress.ledger.entry import digest, numbered

SHA = "ab" * 32
EVENT = Entry(
    "verified", datetime(2026, 3, 1, 12, tzinfo=UTC), "privacy", "1.0", "acme", "production", "https://acme.example/",
    SHA, manifest=SHA, commit="c" * 40,
)  # fmt: skip
RUNS = 7


def write(root: Path, entries: int) -> None:
    folder = root / "notices/ledger"
    folder.mkdir(parents=True)
    previous = None
    for number in range(1, entries + 1):
        data = entry_bytes(numbered(EVENT, number, previous))
        (folder / f"{number:06}.json").write_bytes(data)
        previous = digest(data)


def main(entries: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(root, entries)
        read_ledger(root)
        wall, work = [], []
        for _ in range(RUNS):
            begin, begin_work = time.perf_counter(), time.process_time()
            ledger = read_ledger(root)
            wall.append(time.perf_counter() - begin)
            work.append(time.process_time() - begin_work)
        assert ledger.last == entries
        assert next_entry(ledger, EVENT).number == entries + 1
        print(f"{entries} entries: read and held to each other in {min(wall) * 1000:.0f} ms, ", end="")
        print(f"{min(work) * 1000:.0f} ms of processor; best of {RUNS}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
