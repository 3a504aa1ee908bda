"""From what was seen to one word: what a careful person would call the link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import takewhile
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from noticepress.links.crawler.reading import folded
from noticepress.links.guard import Guard, reserved
from noticepress.links.observation import Failure, Observation, PageFacts
from noticepress.links.target import Target

Verdict = Literal["ok", "temporary", "moved", "broken", "content", "fragment", "blocked", "outage", "refused"]

#: Verdicts of a page that a reader gets to and that says what it should.
GOOD: frozenset[Verdict] = frozenset({"ok", "temporary", "moved"})
#: Verdicts that say nothing about the page: the site answers no program, or nobody.
SILENT: frozenset[Verdict] = frozenset({"blocked", "outage"})

_PERMANENT = frozenset({301, 308})
_OK = range(200, 300)
_EMPTY = frozenset({204, 205})
_SERVER_ERRORS = range(500, 600)
_TOO_MANY = 429
_LATER = frozenset({408, 425})
#: No program is let in; a person may be. 999 and the like are made up by hosts against programs.
_BLOCKED = frozenset({401, 403, 405, 406, 407, 423, 429, 430, 444})
_MADE_UP = 600
_OUTAGES = frozenset({"timeout", "reset", "unreachable", "name", "cut", "coding", "failed"})
_BROKEN = {
    "loop": "its redirects never end",
    "tls": "a browser would warn of its certificate",
    "refused": "nothing answers there",
    "redirect": "it redirects to no address",
}

_CHALLENGE = re.compile(
    r"just a moment|attention required|checking your browser|are you (?:a )?(?:human|robot)|not a robot|"
    r"verify(?:ing)? (?:that )?you(?:'re| are)|security check|ddos protection|bot verification|"
    r"pardon our interruption|request unsuccessful|access (?:to this page has been )?denied|captcha",
    re.IGNORECASE,
)
_SOFT_404 = re.compile(
    r"^\W*(?:404|410)\b|\b(?:error|http|status)\W{0,3}(?:code\W{0,3})?(?:404|410)\b|"
    r"\b404\W{0,3}(?:error|page|not found)|"
    r"\b(?:page|file|document|content|resource|address|url|site|article)\b[^.]{0,30}?\b(?:not found|"
    r"(?:can(?:no|')?t|cannot|could ?n[o']t|could not) be found|(?:does ?n[o']t|does not) exist|"
    r"no longer (?:exists?|available|here)|(?:has|have) been (?:removed|deleted)|is (?:missing|unavailable|gone))|"
    r"\bnot found\b|\bwe (?:can(?:no|')?t|cannot|could ?n[o']t|could not) find\b|\bdomain (?:is |may be )?for sale\b|"
    r"\bbuy this domain\b|\bthis domain (?:is parked|has expired)\b",
    re.IGNORECASE,
)
_HOME = re.compile(r"/?(?:(?:index|default|home)(?:\.[a-z]+)?/?)?|/[a-z]{2}(?:-[a-z]{2})?/?", re.IGNORECASE)
#: A page that sends its reader on later than this is a page to be read, which ends a session or shows news.
_SOON = 60


@dataclass(frozen=True)
class Judgement:
    """A verdict, why, and, for what moved for good, the address that takes its place."""

    verdict: Verdict
    reason: str
    replacement: str | None = None


def before_asking(address: str, guard: Guard) -> Judgement | None:
    """Return the verdict on an address that is never asked, or ``None`` for one that may be."""
    fault = guard.url_fault(address)
    if fault:
        return Judgement("refused", fault)
    ending = reserved(urlsplit(address).hostname or "")
    return Judgement("broken", f"no website can have a name that ends in .{ending}") if ending else None


def judge(target: Target, seen: Observation) -> Judgement:
    """Return the one verdict on ``target`` from what was seen of it; the gravest that applies."""
    status = seen.status or 0
    if seen.failure is not None and (not status or status in _OK):
        return _failed(seen.failure)
    page = seen.page
    if seen.challenge or (page is not None and _CHALLENGE.search(page.title) and not _says(target, page)):
        return Judgement("blocked", f"{_named(status)}: it wants to see a browser and a person")
    if status not in _OK:
        return _refusal(status)
    fault = next(_content_faults(target, seen), None)
    return fault or _fragment_fault(target, seen) or _redirected(target, seen)


def is_transient(judgement: Judgement, seen: Observation) -> bool:
    """Whether it may be another verdict in a moment: outages, and hosts that were asked too often."""
    return judgement.verdict == "outage" or seen.status == _TOO_MANY


def _failed(failure: Failure) -> Judgement:
    if failure.kind == "unsafe":
        return Judgement("refused", f"it leads to what is never fetched: {failure.detail}")
    if failure.kind == "held":
        return Judgement("blocked", failure.detail)
    if failure.kind in _OUTAGES:
        return Judgement("outage", failure.detail)
    return Judgement("broken", f"{_BROKEN.get(failure.kind, failure.kind)} ({failure.detail})")


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _refusal(status: int) -> Judgement:
    if status in _BLOCKED or status >= _MADE_UP:
        return Judgement("blocked", f"{_named(status)}: it answers no program, which says nothing of the page")
    if status in _SERVER_ERRORS or status in _LATER:
        return Judgement("outage", _named(status))
    return Judgement("broken", _named(status))


def _says(target: Target, page: PageFacts) -> bool:
    """Whether a page holds all that it must, and there is something that it must."""
    return bool(target.must) and all(folded(words) in page.found for words in target.must)


def _content_faults(target: Target, seen: Observation) -> Iterator[Judgement]:
    page = seen.page
    if seen.status in _EMPTY or page is None or page.size == 0:
        yield Judgement("content", "the page is empty")
        return
    sent_on = _sent_on(seen, page)
    if sent_on:
        yield Judgement("content", f"the page sends its reader on to {sent_on}")
    soft = next((text for text in (page.title, page.heading) if _SOFT_404.search(text)), None)
    if soft and not _says(target, page):
        yield Judgement("content", f"the page answers 200 and says '{soft}'")
    if seen.final != seen.address and _is_home(seen.final) and not _is_home(target.fetched):
        yield Judgement("content", f"it leads to the home page {seen.final}, no longer to the page itself")
    if page.is_html and page.words == 0:
        yield Judgement("content", "the page holds no words that can be read without a script")
    yield from _word_faults(target, page)


def _word_faults(target: Target, page: PageFacts) -> Iterator[Judgement]:
    if page.words is None and (target.must or target.must_not):
        yield Judgement("content", f"what it must say cannot be read in a file of the kind {page.kind or 'unknown'}")
        return
    for words in target.must:
        if folded(words) not in page.found:
            part = "" if page.whole else " in the part that was read"
            called = f"; it is called '{page.title}'" if page.title else ""
            yield Judgement("content", f"the page no longer says '{words}'{part}{called}")
    for words in target.must_not:
        if folded(words) in page.found:
            yield Judgement("content", f"the page says '{words}', which it must not")


def _sent_on(seen: Observation, page: PageFacts) -> str | None:
    if page.refresh is None or page.refresh[0] > _SOON:
        return None
    goal = urljoin(seen.final, page.refresh[1])
    return None if urldefrag(goal).url == urldefrag(seen.final).url else goal


def _is_home(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def _fragment_fault(target: Target, seen: Observation) -> Judgement | None:
    name = urlsplit(seen.final).fragment or target.fragment
    page = seen.page
    if not name or page is None or not page.is_html or not page.whole or name in page.anchors:
        return None
    return Judgement("fragment", f"the page has no place called '{name}' without a script")


def _redirected(target: Target, seen: Observation) -> Judgement:
    """Judge an address that led on: it moved for good as far as its first hops are permanent (RFC 9110, 15.4)."""
    final = urldefrag(seen.final)
    if final.url == target.fetched or len(seen.hops) <= 1:
        return Judgement("ok", _named(seen.status or 0))
    codes = [status for _, status in seen.hops[:-1]]
    way = f"{', '.join(map(str, codes))} to {final.url}"
    lasting = len(list(takewhile(_PERMANENT.__contains__, codes)))
    if not lasting:
        return Judgement("temporary", f"it redirects for the time being ({way})")
    goal = urldefrag(seen.hops[lasting][0])
    if urlsplit(target.fetched).scheme == "https" and urlsplit(goal.url).scheme == "http":
        return Judgement("moved", f"it moved for good to an address without https ({way}): choose another by hand")
    fragment = goal.fragment or final.fragment or target.fragment
    replacement = f"{goal.url}#{fragment}" if fragment else goal.url
    elsewhere = urlsplit(target.fetched).hostname != urlsplit(goal.url).hostname
    host = "; it is another site: look at it before you trust it" if elsewhere else ""
    on = "" if lasting == len(codes) else f"; {goal.url} redirects for the time being"
    return Judgement("moved", f"it moved for good ({way}){on}{host}", replacement)
