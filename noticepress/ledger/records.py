"""The ledger held against the releases: what was recorded has to be there, and what is there was recorded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from noticepress.archive import APPROVAL, SUMS, VERSION, WITHDRAWN, version_key
from noticepress.errors import Finding, IntegrityError
from noticepress.ledger.chain import FOLDER, RULE, EntryTakenError, Ledger, append, fault, next_entry, read_ledger
from noticepress.ledger.entry import Action, Decision, Entry, digest, file_name, numbered

#: The files in which decisions on a release stand.
DECISIONS: Mapping[Decision, str] = {"approved": APPROVAL, "withdrawn": WITHDRAWN}
_RESTORE = "restore it with 'git checkout'; other words need a version of their own"
_UNRECORDED = "find out how it came here; if it is right, 'ledger record' writes it down, saying that it did so later"
#: So often may another command be quicker before something else must be wrong.
_TRIES = 100

Key = tuple[str, str]


@dataclass(frozen=True)
class ReleaseState:
    """What stands on the disk of a release: digests of its ``SHA256SUMS`` and of each decision on it."""

    notice: str
    version: str
    path: Path
    sums: str
    decisions: Mapping[Decision, str] = field(default_factory=dict)


def release_states(root: Path) -> tuple[ReleaseState, ...]:
    """Return the state of every release below ``root``, lowest version first, that has sums to go by."""
    folders = [path.parent for path in (root / "notices").glob(f"*/releases/*/{SUMS}")]
    found = [_state(path, root) for path in folders if VERSION.fullmatch(path.name)]
    return tuple(sorted(found, key=lambda state: (state.notice, version_key(state.version))))


def _state(path: Path, root: Path) -> ReleaseState:
    taken = {name: path / file for name, file in DECISIONS.items() if (path / file).is_file()}
    decisions = {name: digest(file.read_bytes()) for name, file in taken.items()}
    sums = digest((path / SUMS).read_bytes())
    return ReleaseState(path.parent.parent.name, path.name, path.relative_to(root), sums, decisions)


def ledger_findings(
    ledger: Ledger, states: Sequence[ReleaseState], renamed: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Return everything that is wrong with the chain, and with the releases as the chain has them.

    ``renamed`` gives the id that a notice has now by one that it had when entries were written.
    """
    found = {(state.notice, state.version): state for state in states}
    names = renamed or {}
    of_releases: dict[Key, list[Entry]] = {}
    for entry in ledger.entries:
        if entry.version is not None:
            of_releases.setdefault((names.get(entry.notice, entry.notice), entry.version), []).append(entry)
    findings = [*ledger.findings, *_order_findings(of_releases)]
    for key in sorted(of_releases.keys() | found.keys(), key=lambda key: (key[0], version_key(key[1]))):
        findings.extend(_release_findings(of_releases.get(key, []), found.get(key), key))
    return tuple(findings)


def _order_findings(of_releases: Mapping[Key, Sequence[Entry]]) -> Iterator[Finding]:
    """Yield an error for each entry that its release's other entries rule out."""
    for (notice, version), entries in of_releases.items():
        seen: set[Action] = set()
        for entry in entries:
            name = f"{notice} {version}"
            if entry.action == "released" and "released" in seen:
                yield fault(entry.number, f"{name} is released a second time: a version is never used again")
            elif entry.action in DECISIONS and entry.action in seen:
                yield fault(entry.number, f"{name} is {entry.action} a second time")
            elif entry.action != "released" and "released" not in seen:
                yield fault(entry.number, f"{name} is {entry.action}, and no entry before says that it was released")
            elif entry.action == "published" and "approved" not in seen:
                yield fault(entry.number, f"{name} is published as the notice, and nobody had approved it")
            seen.add(entry.action)


def _release_findings(entries: Sequence[Entry], state: ReleaseState | None, key: Key) -> Iterator[Finding]:
    name = f"{key[0]} {key[1]}"
    if state is None:
        shown = Path("notices") / key[0] / "releases" / key[1]
        message = f"{name} is in the ledger ({file_name(entries[0].number)}), and the release is gone"
        yield Finding(RULE, "error", message, shown, hint=_RESTORE)
        return
    for entry in entries:
        if entry.sums != state.sums:
            message = f"{SUMS} is not the one that was {entry.action} ({file_name(entry.number)})"
            yield Finding(RULE, "error", message, state.path / SUMS, hint=_RESTORE)
            break
    if not any(entry.action == "released" for entry in entries):
        yield Finding(
            RULE, "error", f"no entry of the ledger says that {name} was released", state.path, hint=_UNRECORDED
        )
    for decision, file in DECISIONS.items():
        yield from _decision_findings(decision, [e for e in entries if e.action == decision], state, state.path / file)


def _decision_findings(
    decision: Decision, entries: Sequence[Entry], state: ReleaseState, path: Path
) -> Iterator[Finding]:
    found = state.decisions.get(decision)
    name = f"{state.notice} {state.version}"
    if found is not None and not entries:
        message = f"no entry of the ledger says that {name} was {decision}"
        yield Finding(RULE, "error", message, path, hint=_UNRECORDED)
    for entry in entries:
        where = file_name(entry.number)
        if found is None:
            message = f"{name} was {decision} ({where}), and the file that says so is gone"
            yield Finding(RULE, "error", message, path, hint=_RESTORE)
        elif entry.decision != found:
            message = f"this is not the {path.name} that the ledger recorded ({where}): it was changed"
            yield Finding(RULE, "error", message, path, hint=_RESTORE)


def unrecorded(
    ledger: Ledger, states: Sequence[ReleaseState], at: datetime, renamed: Mapping[str, str] | None = None
) -> tuple[Entry, ...]:
    """Return an event, not numbered yet, for each release and decision that no entry records."""
    names = renamed or {}
    known = {(names.get(entry.notice, entry.notice), entry.version, entry.action) for entry in ledger.entries}
    events: list[Entry] = []
    for state in states:
        event = Entry("released", at, state.notice, state.version, sums=state.sums, recorded_later=True)
        wanted: list[tuple[Action, str | None]] = [("released", None), *state.decisions.items()]
        for action, decision in wanted:
            if (state.notice, state.version, action) not in known:
                events.append(_as(event, action, decision))
    return tuple(events)


def _as(event: Entry, action: Action, decision: str | None) -> Entry:
    return Entry(
        action, event.at, event.notice, event.version, sums=event.sums, decision=decision,
        recorded_later=event.recorded_later,
    )  # fmt: skip


def check_ledger(root: Path, renamed: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """Return every finding on the ledger of a workspace and on its releases as the ledger has them.

    ``renamed`` as ``ledger_findings``.

    A workspace in which nothing was ever released has no ledger, and needs none.
    """
    ledger, states = read_ledger(root), release_states(root)
    if states and not ledger.digests:
        hint = "begin one with 'ledger record'; if there was one, restore it with 'git checkout'"
        return (Finding(RULE, "error", "there are releases, and no ledger that records them", FOLDER, hint=hint),)
    return ledger_findings(ledger, states, renamed)


def require_ledger(root: Path, renamed: Mapping[str, str] | None = None) -> Ledger:
    """Return the ledger; ``IntegrityError`` with each error where it, or a release as it has it, is not as it was."""
    errors = [finding for finding in check_ledger(root, renamed) if finding.blocks]
    if errors:
        raise IntegrityError(*errors)
    return read_ledger(root)


def record(root: Path, event: Entry) -> Entry:
    """Append an event to the ledger of ``root``, after whatever others append at the same time; return its entry.

    Raises ``IntegrityError`` for a chain that is broken: nothing is added to it.
    """
    for tried in range(_TRIES):
        ledger = read_ledger(root)
        errors = [finding for finding in ledger.findings if finding.blocks]
        if errors:
            raise IntegrityError(*errors)
        entry = next_entry(ledger, event)
        try:
            append(root, entry)
        except EntryTakenError:
            if tried == _TRIES - 1:
                raise
        else:
            return entry
    raise AssertionError("the last try raises")


def record_later(root: Path, at: datetime, renamed: Mapping[str, str] | None = None) -> tuple[Entry, ...]:
    """Write down each release and decision that no entry records, and say in each that it is older than its entry.

    So a ledger begins in a workspace that has releases, and so what an interrupted command left out is mended. Raises
    ``IntegrityError`` for anything else that is wrong: that is never written away.
    """
    ledger, states = read_ledger(root), release_states(root)
    events = unrecorded(ledger, states, at, renamed)
    as_if = Ledger((*ledger.entries, *_continued(ledger, events)), ledger.digests, ledger.tokens, ledger.findings)
    errors = [finding for finding in ledger_findings(as_if, states, renamed) if finding.blocks]
    if errors:
        raise IntegrityError(*errors)
    return tuple(record(root, event) for event in events)


def _continued(ledger: Ledger, events: Iterable[Entry]) -> Iterator[Entry]:
    for number, event in enumerate(events, ledger.last + 1):
        yield numbered(event, number, None)
