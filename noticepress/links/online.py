"""The outside addresses, one by one: asked, asked again where it may pass, judged, and held against the evidence."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from noticepress.links.crawl import crawl, user_agent
from noticepress.links.crawler.reading import folded
from noticepress.links.crawler.settings import Settings, Wanted
from noticepress.links.dates import retry_after
from noticepress.links.evidence import Entry, updated
from noticepress.links.guard import Guard, Network
from noticepress.links.observation import Observation
from noticepress.links.standing import Standing, standing
from noticepress.links.target import Target
from noticepress.links.verdict import Judgement, before_asking, is_transient, judge

#: The first pause before an address is asked again, in seconds; each further one is three times as long.
BACKOFF, GROWTH = 2.0, 3.0
#: A run that has less time left than this, in seconds, asks nothing again.
_LEAST = 3.0

Crawl = Callable[[Sequence[str], Settings, float], Mapping[str, Observation]]


@dataclass(frozen=True)
class Options:
    """How a run asks. Seconds: ``timeout`` for one address, ``deadline`` for all, ``patience`` with a Retry-After.

    ``rate`` is requests a second to one host, ``retries`` how often an outage is asked again, ``allowed`` networks
    that a test may connect to, ``ca_file`` what stands in for the machine's certificate authorities.
    """

    strict: bool = False
    timeout: float = 15.0
    deadline: float = 600.0
    patience: float = 20.0
    rate: float = 3.0
    retries: int = 2
    allowed: tuple[Network, ...] = ()
    ca_file: str | None = None


@dataclass(frozen=True)
class Result:
    """What a run found of one target: its verdict, what is now known of it, and whether that fails the run."""

    target: Target
    judgement: Judgement
    seen: Observation
    entry: Entry
    standing: Standing


@dataclass
class _Clock:
    """What is left of a run's time."""

    until: float
    sleep: Callable[[float], None] = field(default=time.sleep)

    @property
    def left(self) -> float:
        return self.until - time.monotonic()


def check_online(
    targets: Sequence[Target],
    past: Mapping[str, Entry],
    options: Options,
    now: datetime | None = None,
    ask: Crawl = crawl,
) -> tuple[Result, ...]:
    """Return the results of ``targets`` in their order; the evidence ``past`` is read and not changed.

    ``now`` is the moment, in UTC, that the evidence will name. Raises ``BuildError`` where LinkChecker cannot run.
    """
    now = now or datetime.now(UTC)
    guard = Guard(options.allowed)
    unasked = {t.address: judged for t in targets if (judged := before_asking(t.fetched, guard))}
    asked = [target for target in targets if target.address not in unasked]
    seen = _ask(asked, options, ask) if asked else {}
    results = []
    for target in targets:
        found = seen.get(target.fetched) or Observation(target.fetched)
        judgement = unasked.get(target.address) or judge(target, found)
        results.append(_result(target, judgement, found, past.get(target.address), options, now))
    return tuple(results)


def _result(
    target: Target, judgement: Judgement, seen: Observation, past: Entry | None, options: Options, now: datetime
) -> Result:
    sha256 = seen.page.sha256 if seen.page is not None and judgement.verdict in {"ok", "temporary", "moved"} else None
    entry = updated(past, judgement, seen.status, seen.final, sha256, now)
    return Result(target, judgement, seen, entry, standing(target, judgement, entry, now, strict=options.strict))


def _ask(targets: Sequence[Target], options: Options, ask: Crawl) -> Mapping[str, Observation]:
    """Ask each address once, and outages again after a pause: a few times, and only while there is time."""
    clock = _Clock(time.monotonic() + options.deadline)
    settings = Settings(
        user_agent=user_agent(),
        timeout=options.timeout,
        rate=options.rate,
        patience=options.patience,
        allowed=tuple(str(network) for network in options.allowed),
        ca_file=options.ca_file,
        wanted=_wanted(targets),
    )
    seen = dict(ask(tuple(settings.wanted), settings, clock.left))
    for attempt in range(options.retries):
        again = _transient(targets, seen, options.patience)
        pause = _pause(again, attempt)
        if not again or clock.left - pause < _LEAST:
            break
        clock.sleep(pause)
        later = ask(tuple(again), replace(settings, wanted={a: settings.wanted[a] for a in again}), clock.left)
        seen.update(later)
    return seen


def _wanted(targets: Iterable[Target]) -> dict[str, Wanted]:
    """Return by address what to look for there: the words of all its references, and every fragment."""
    words: dict[str, dict[str, None]] = defaultdict(dict)
    fragments: dict[str, dict[str, None]] = defaultdict(dict)
    for target in targets:
        words[target.fetched].update(dict.fromkeys(map(folded, (*target.must, *target.must_not))))
        fragments[target.fetched].update(dict.fromkeys(filter(None, [target.fragment])))
    return {address: Wanted(tuple(words[address]), tuple(fragments[address])) for address in words}


def _transient(targets: Iterable[Target], seen: Mapping[str, Observation], patience: float) -> dict[str, Observation]:
    """Return what is worth asking again; a host that wants a longer pause than we wait for is left alone."""
    found = {target.fetched: target for target in targets}
    return {
        address: seen[address]
        for address, target in found.items()
        if is_transient(judge(target, seen[address]), seen[address])
        and (retry_after(seen[address].retry_after) or 0.0) <= patience
    }


def _pause(again: Mapping[str, Observation], attempt: int) -> float:
    """Return the seconds to wait: the longest that a host asked for, and never less than our own."""
    asked = [seconds for seen in again.values() if (seconds := retry_after(seen.retry_after)) is not None]
    return max([BACKOFF * GROWTH**attempt, *(seconds + 0.5 for seconds in asked)])


def merged_evidence(past: Mapping[str, Entry], results: Sequence[Result], current: Iterable[str]) -> dict[str, Entry]:
    """Return the evidence after a run: what it saw, and what was known of the other addresses that are in use."""
    kept = {address: entry for address, entry in past.items() if address in set(current)}
    return {**kept, **{result.target.address: result.entry for result in results}}
