"""Small built sites to publish, and what a reader may see of them at any moment."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from noticepress.publish import Facts, Publication, Receipt, apply, make_plan
from noticepress.publish.built import read_site
from noticepress.publish.foreign import foreign_findings
from noticepress.publish.manifest import read_manifest
from noticepress.publish.order import links
from noticepress.publish.plan import Plan, fingerprint
from noticepress.targets import LOCK, MANIFEST, PART, Target, make_lease, open_target, target_name
from targets.servers import Host

Files = Mapping[str, bytes]


def page(*targets: str, text: str = "") -> bytes:
    """Return a page that links to ``targets``; long enough that half of it is no page."""
    anchors = "".join(f'<a href="{target}">{target}</a>\n' for target in targets)
    return f"<!doctype html>\n<title>t</title>\n<p>{text}</p>\n{anchors}{'<p>and so on</p>' * 20}</html>\n".encode()


OLD: Files = {
    "index.html": page("privacy/", "style.css"),
    "style.css": b"body { margin: 0 }\n" * 5,
    "privacy/index.html": page("../", "1.0/", "1.0/notice.html", "history/", "old/", text="1.0"),
    "privacy/1.0/index.html": page("../", "notice.html"),
    "privacy/1.0/notice.html": b"<p>The text of 1.0.</p>\n" * 9,
    "privacy/history/index.html": page("../1.0/", "../"),
    "privacy/old/index.html": page("../"),
}
NEW: Files = {
    **{path: data for path, data in OLD.items() if path != "privacy/old/index.html"},
    "privacy/index.html": page("../", "1.0/", "1.1/", "1.1/notice.html", "history/", text="1.1"),
    "privacy/1.1/index.html": page("../", "notice.html", "../changes/1.0-1.1/"),
    "privacy/1.1/notice.html": b"<p>The text of 1.1.</p>\n" * 9,
    "privacy/changes/1.0-1.1/index.html": page("../../1.0/", "../../1.1/"),
}
FROZEN = {"privacy/1.0/notice.html": "", "privacy/1.1/notice.html": ""}


def write_site(folder: Path, files: Files) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def publication(host: Host, folder: Path, brand: str = "acme") -> Publication:
    return Publication(brand, host.settings, target_name(host.settings), "c" * 40, read_site(folder, FROZEN))


async def plan_for(target: Target, wanted: Publication, facts: Facts = Facts()) -> Plan:  # noqa: B008
    data = await target.read(MANIFEST)
    manifest = read_manifest(data, target.name) if data is not None else None
    plan = make_plan(wanted, fingerprint(data), manifest, facts)
    assert await foreign_findings(target, plan.steps, manifest) == []
    return plan


async def publish_to(target: Target, wanted: Publication, now: datetime | None = None) -> Receipt:
    return await apply(await plan_for(target, wanted), wanted, target, make_lease("a test", 10, now))


def publish(host: Host, folder: Path, now: datetime | None = None) -> Receipt:
    async def run() -> Receipt:
        async with open_target(host.settings, host.root) as target:
            return await publish_to(target, publication(host, folder), now)

    return asyncio.run(run())


def public(files: Files) -> dict[str, bytes]:
    """Return what a reader can come by: not the manifest, the lock, or names that nobody knows."""
    own = (MANIFEST, LOCK)
    return {path: data for path, data in files.items() if not path.startswith(own) and not path.endswith(PART)}


def faults(files: Files, old: Files = OLD, new: Files = NEW) -> list[str]:
    """Return what a reader of this half-published site would find wrong."""
    seen = public(files)
    wrong = [f"{path} is torn" for path, data in seen.items() if data not in (old.get(path), new.get(path))]
    wrong += [f"{path} is missing" for path in old.keys() & new.keys() if path not in seen]
    wrong += [f"{path} is foreign" for path in seen if path not in {**old, **new}]
    # Whoever comes from outside comes to a page that was there before.
    reached = {path for path in old if path in seen and path.endswith(".html")}
    edge = list(reached)
    while edge:
        path = edge.pop()
        for target in links(path, seen[path].decode()):
            if target not in seen:
                wrong.append(f"{path} links to {target}, which is missing")
            elif target.endswith(".html") and target not in reached:
                reached.add(target)
                edge.append(target)
    return sorted(set(wrong))
