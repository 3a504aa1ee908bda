"""What ``links`` looks at: the built sites without a network, then the outside addresses, one by one."""

import os
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

from noticepress.cli.report.links import LinkReport
from noticepress.config import Workspace
from noticepress.dates import today
from noticepress.errors import Finding, UsageError, did_you_mean
from noticepress.links.changed import changed_references
from noticepress.links.documents import registry_findings
from noticepress.links.evidence import read_evidence, write_evidence
from noticepress.links.findings import result_findings, unlooked_findings
from noticepress.links.guard import LOOPBACK, Network
from noticepress.links.offline import SiteContext, site_findings
from noticepress.links.online import Options, check_online, merged_evidence
from noticepress.links.papers import paper_findings
from noticepress.links.patch import Patch, apply_patches, patches
from noticepress.links.rules import frame_addresses, known_addresses
from noticepress.links.sites import SiteIndex, read_site
from noticepress.links.target import Target
from noticepress.links.targets import find_targets, released_addresses
from noticepress.model import Brand
from noticepress.timelines import load_timelines


def look(arguments: Namespace, workspace: Workspace) -> LinkReport:
    """Check all links of the workspace and its built sites; write the evidence of what was asked, and mend if asked to.

    Raises ``UsageError`` for an unknown reference or revision, ``BuildError`` where LinkChecker is missing.
    """
    sites, missing = _sites(workspace, arguments.site)
    offline = tuple(_offline_findings(workspace, sites, arguments.site))
    targets = find_targets(workspace, sites, released_addresses(workspace))
    chosen = _chosen(arguments, workspace, targets)
    now = datetime.now(UTC)
    if arguments.offline:
        return LinkReport(now, (), (*offline, *unlooked_findings(chosen, now)), missing, online=False)
    past = read_evidence(workspace.root)
    results = check_online(chosen, past, _options(arguments), now)
    if results:
        write_evidence(workspace.root, merged_evidence(past, results, (target.address for target in targets)))
    mended = patches(workspace.root, results)
    if arguments.fix:
        apply_patches(workspace.root, mended)
    return LinkReport(now, results, (*offline, *result_findings(results, now)), missing, mended, fixed=arguments.fix)


def fixes_text(found: Sequence[Patch]) -> str:
    """Return what ``--fix`` did to the registry."""
    return "\n".join(f"fixed {patch}" for patch in found)


def _sites(workspace: Workspace, folder: Path | None) -> tuple[Mapping[str, SiteIndex], tuple[str, ...]]:
    """Return the built sites by brand, and the brands that have none."""
    root = folder or workspace.root / "site"
    built = {brand.id: read_site(root / brand.id) for brand in workspace.brands if (root / brand.id).is_dir()}
    return built, tuple(brand.id for brand in workspace.brands if brand.id not in built)


def _offline_findings(workspace: Workspace, sites: Mapping[str, SiteIndex], folder: Path | None) -> Iterator[Finding]:
    yield from registry_findings(tuple(workspace.references.values()))
    shown = folder or Path("site")
    released = _released(workspace) if sites else {}
    for brand in workspace.brands:
        if brand.id in sites:
            hrefs, pdfs = released.get(brand.id, (frozenset(), frozenset()))
            known = known_addresses(brand, tuple(workspace.references.values()), workspace.retired.values())
            frame = frame_addresses(brand)
            context = SiteContext(brand.id, shown / brand.id, known, brand.site_url, hrefs, frame)
            yield from site_findings(sites[brand.id], context)
            yield from paper_findings(sites[brand.id], context, pdfs)


def _released(workspace: Workspace) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """Return by brand the addresses that stand in its released texts, and the names of its released PDFs."""
    found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for notice in workspace.notices:
        for timeline in load_timelines(workspace, notice, workspace.brands, today()):
            released = [version.document for version in timeline.versions if version.release]
            hrefs = {link.href for document in released for link in document.links}
            pdfs = {f"{notice}-notice-{document.version}.pdf" for document in released}
            known = found.get(timeline.brand.id, (frozenset(), frozenset()))
            found[timeline.brand.id] = known[0] | hrefs, known[1] | pdfs
    return found


def _chosen(arguments: Namespace, workspace: Workspace, targets: Sequence[Target]) -> tuple[Target, ...]:
    for name in arguments.only:
        if name not in workspace.references:
            raise UsageError(f"no reference is called '{name}'", did_you_mean(name, list(workspace.references)))
    if arguments.changed_since is None and not arguments.only:
        return tuple(targets)
    names = set(arguments.only)
    if arguments.changed_since is not None:
        names |= changed_references(workspace, arguments.changed_since)
    return tuple(target for target in targets if names & set(target.names))


def _options(arguments: Namespace) -> Options:
    return Options(
        strict=arguments.strict,
        timeout=arguments.timeout,
        deadline=arguments.deadline,
        rate=arguments.rate,
        retries=arguments.retries,
        allowed=_allowed(arguments.allow_loopback),
        ca_file=_authorities(arguments.ca_file),
    )


def _allowed(text: str | None) -> tuple[Network, ...]:
    """Return the networks of ``--allow-loopback``; ``UsageError`` for what is not this machine itself."""
    if text is None:
        return ()
    if not text:
        return LOOPBACK
    try:
        network = ip_network(text)
    except ValueError:
        raise UsageError(f"'{text}' is no network", "such as 127.0.0.2/32") from None
    if not any(network.version == here.version and network.subnet_of(here) for here in LOOPBACK):  # type: ignore[arg-type]
        raise UsageError(f"{network} is not this machine", "only addresses of 127.0.0.0/8 and ::1 may be allowed")
    return (network,)


def _authorities(path: Path | None) -> str | None:
    """Return the file of certificate authorities to trust: the option's, or the environment's as OpenSSL names it."""
    given = str(path) if path else os.environ.get("SSL_CERT_FILE")
    if not given:
        return None
    if not Path(given).is_file():
        raise UsageError(f"there is no file of certificate authorities '{given}'")
    return str(Path(given).resolve())


def brands_without_site(brands: Sequence[Brand], missing: Sequence[str]) -> str | None:
    """Return a note on the sites that were not built, or ``None``."""
    if not missing:
        return None
    which = "no site" if len(missing) == len(brands) else f"no site of {', '.join(missing)}"
    return f"note: {which} has been built, so the pages and PDFs that use an address are not all named"
