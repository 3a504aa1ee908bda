"""The check of one target, top to bottom: what should be there, what is, and in what they differ."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from noticepress.archive import load_releases
from noticepress.config import Workspace
from noticepress.errors import Finding, RefusalError, TargetError
from noticepress.ledger import Entry, Ledger, now
from noticepress.ledger.head import PATH
from noticepress.model import Brand, TargetSettings
from noticepress.pages import addresses
from noticepress.publish.built import frozen_files
from noticepress.publish.manifest import Manifest, Published, read_manifest
from noticepress.publish.recorded import entries_of, is_that_of, standing
from noticepress.publish.run import look
from noticepress.targets import MANIFEST, open_target, target_name
from noticepress.verify.difference import Difference, Verdict
from noticepress.verify.fetch import Answer, Limits, Reply, Silence, fetch_all
from noticepress.verify.headers import header_differences, header_notes, site_policy
from noticepress.verify.shell import first_difference, holds, words

#: What is for the host; hosts that read these files give them to nobody.
_FOR_HOSTS = frozenset({"_headers", "_redirects", ".htaccess", "nginx.conf"})
_OK = 200


@dataclass(frozen=True)
class Expected:
    """What should stand on a target: each file's SHA-256, and by the path of a page the body of its notice."""

    sums: Mapping[str, str]
    bodies: Mapping[str, str]


def verify_target(
    workspace: Workspace, brand: Brand, settings: TargetSettings, ledger: Ledger, limits: Limits
) -> Verdict:
    """Hold a brand's site on one target to what the ledger says was put there, and say what differs.

    With a public address only that is fetched; without one the target itself is read. Raises ``TargetError`` where
    nothing answers. What is frozen is held to the releases in Git, the rest to the site's manifest, and that to
    the ledger.
    """
    names = workspace.moved
    puts = standing(entries_of(ledger, brand, settings.name), names)
    blank = Verdict(brand.id, settings, now(), puts)
    if not puts:
        return blank
    bodies = _bodies(workspace, brand, puts)
    if settings.url is None:
        return asyncio.run(_read_there(workspace, blank, brand, ledger))
    if settings.embedded:
        shown = {path: body for path, body in bodies.items() if path.count("/") == 1}
        return _judged(blank, Expected({}, shown), _fetched(settings.url, Expected({}, shown), limits))
    return _verify_site(workspace, blank, brand, ledger, bodies, limits)


def _bodies(workspace: Workspace, brand: Brand, puts: Mapping[str, Entry]) -> dict[str, str]:
    """Return the body that stands on each page of a notice: the one put at its own address, and every version's."""
    found = {}
    for notice in puts.keys() & set(workspace.notices):
        for release in load_releases(workspace.root, notice, workspace.renamed):
            if release.approval is None or brand.id not in release.documents:
                continue
            body = release.documents[brand.id].html
            found[f"{addresses.version(notice, release.version)}index.html"] = body
            if release.version == puts[notice].version:
                found[f"{addresses.current(notice)}index.html"] = body
    return found


def _frozen(workspace: Workspace, brand: Brand) -> dict[str, str]:
    notices = workspace.notices
    return frozen_files(brand, [r for n in notices for r in load_releases(workspace.root, n, workspace.renamed)])


def _verify_site(
    workspace: Workspace, blank: Verdict, brand: Brand, ledger: Ledger, bodies: Mapping[str, str], limits: Limits
) -> Verdict:
    url, frozen = blank.settings.url or "", _frozen(workspace, brand)
    manifest, differences = _manifest(workspace, blank.settings, limits)
    files = dict(manifest.files) if manifest else {}
    known = {path: digest for path, digest in frozen.items() if path in files or manifest is None}
    expected = Expected({**{path: file.sha256 for path, file in files.items()}, **known}, bodies)
    replies = _fetched(url, expected, limits)
    verdict = _judged(blank, expected, replies)
    right = {path: reply for path, reply in replies.items() if isinstance(reply, Answer) and reply.status == _OK}
    if manifest is not None:
        head = right[PATH].body if PATH in right else None
        differences += [*_unrecorded(manifest, head, blank.standing, ledger), *_of_headers(right, files, url)]
    notes = tuple(header_notes(right, site_policy(files, url, right))) if files else ()
    return _with(verdict, differences, notes)


def _with(verdict: Verdict, differences: Sequence[Difference], notes: Sequence[str]) -> Verdict:
    found = tuple(dict.fromkeys((*verdict.differences, *differences)))
    return replace(verdict, differences=found, notes=(*verdict.notes, *notes))


def _of_headers(answers: Mapping[str, Answer], files: Mapping[str, Published], url: str) -> Iterator[Difference]:
    known = {path: answer for path, answer in answers.items() if path in files}
    return header_differences(known, files, site_policy(files, url, known))


def _manifest(
    workspace: Workspace, settings: TargetSettings, limits: Limits
) -> tuple[Manifest | None, list[Difference]]:
    """Return what a site says of itself: as it is public, else as it stands on the target."""
    reply = fetch_all(settings.url or "", [MANIFEST], lambda _path, answer: answer.status == _OK, limits)[MANIFEST]
    if isinstance(reply, Silence) or reply.passes:
        raise _unreached(settings, reply)
    data = reply.body if reply.status == _OK else asyncio.run(_read_manifest(workspace, settings))
    if data is None:
        return None, [Difference(MANIFEST, "it is missing: what else was published there is not known")]
    try:
        return read_manifest(data, target_name(settings)), []
    except RefusalError:
        return None, [Difference(MANIFEST, "it is not a manifest: what else was published there is not known")]


async def _read_manifest(workspace: Workspace, settings: TargetSettings) -> bytes | None:
    async with open_target(settings, workspace.root) as target:
        return await target.read(MANIFEST)


def _unreached(settings: TargetSettings, reply: Reply) -> TargetError:
    why = reply.reason if isinstance(reply, Silence) else f"it answers {reply.status}"
    return TargetError(Finding("VERIFY", "error", f"{settings.url} cannot be reached: {why}", hint="try again later"))


def _fetched(url: str, expected: Expected, limits: Limits) -> dict[str, Reply]:
    paths = (expected.sums.keys() or expected.bodies.keys()) - _FOR_HOSTS
    return fetch_all(url, paths, lambda path, answer: not list(_wrong(path, answer, expected)), limits)


def _judged(blank: Verdict, expected: Expected, replies: Mapping[str, Reply]) -> Verdict:
    answers = {path: reply for path, reply in replies.items() if isinstance(reply, Answer)}
    silent = tuple(sorted(replies.keys() - answers.keys()))
    if replies and (not answers or all(answer.passes for answer in answers.values())):
        raise _unreached(blank.settings, next(iter(replies.values())))
    found = [Difference(path, said) for path in sorted(answers) for said in _wrong(path, answers[path], expected)]
    return Verdict(blank.brand, blank.settings, blank.at, blank.standing, len(answers), tuple(found), silent)


def _wrong(path: str, answer: Answer, expected: Expected) -> Iterator[str]:
    """Yield in what an answer is not what was published."""
    digest = expected.sums.get(path)
    if answer.status != _OK:
        yield f"it answers {answer.status}"
    elif digest is None:
        yield from _text(path, answer.body, expected, "")
    elif sha256(answer.body).hexdigest() != digest:
        about = list(_text(path, answer.body, expected, "its bytes are not those that were published, and "))
        kept = "; the notice's text in it is" if path in expected.bodies else ""
        yield about[0] if about else f"its bytes are not those that were published{kept}"


def _text(path: str, data: bytes, expected: Expected, before: str) -> Iterator[str]:
    """Yield where the notice's text differs, whatever stands around it."""
    if path in expected.bodies:
        page, notice = words(data.decode("utf-8", "replace")), words(expected.bodies[path])
        if not holds(page, notice):
            yield f"{before}the notice's text differs: {first_difference(page, notice)}"


def _unrecorded(
    manifest: Manifest, head: bytes | None, puts: Mapping[str, Entry], ledger: Ledger
) -> Iterator[Difference]:
    """Yield where what a site says of itself is not what the ledger recorded."""
    if manifest.pending:
        yield Difference(MANIFEST, "a publish was interrupted, or is at work: publish again")
        return
    last = max(puts.values(), key=lambda entry: entry.number)
    if not is_that_of(last, manifest, head, ledger):
        yield Difference(MANIFEST, f"it is not the one that was {last.action} (entry {last.number})")


async def _read_there(workspace: Workspace, blank: Verdict, brand: Brand, ledger: Ledger) -> Verdict:
    """Read a target that has no public address, through its own protocol."""
    name = target_name(blank.settings)
    async with open_target(blank.settings, workspace.root) as target:
        data = await target.read(MANIFEST)
        if data is None:
            return _with(blank, [Difference(MANIFEST, "it is missing")], ())
        manifest = read_manifest(data, name)
        there = await look(target, manifest)
        head = await target.read(PATH)
    wanted = {path: file.sha256 for path, file in manifest.files.items()}
    wanted |= {path: digest for path, digest in _frozen(workspace, brand).items() if path in wanted}
    found = [
        Difference(path, "it is missing" if there[path] is None else "its bytes are not those that were published")
        for path, digest in wanted.items()
        if there[path] != digest
    ]
    found += _unrecorded(manifest, head, blank.standing, ledger)
    return Verdict(blank.brand, blank.settings, blank.at, blank.standing, len(wanted), tuple(found))
