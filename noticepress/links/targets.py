"""From the registry, the notices and the built sites to the addresses that are checked, each once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from noticepress.archive import load_releases
from noticepress.config import Workspace
from noticepress.config.files import read_text
from noticepress.config.yaml import parse_yaml
from noticepress.errors import NoticepressError
from noticepress.links.documents import REGISTRY
from noticepress.links.offline import outside_links
from noticepress.links.papers import papers, pdf_addresses
from noticepress.links.rules import OUTSIDE, scheme_of
from noticepress.links.sites import SiteIndex
from noticepress.links.target import Target, Use
from noticepress.model import Brand, Reference

_NOTE = re.compile(r"<!--.*?-->", re.DOTALL)
#: ``[words][name]``, ``[name][]`` and ``[name]``, as Markdown reads a link by name.
_BY_NAME = re.compile(r"\[((?:[^\[\]\n]|\n(?!\n))*)\](?:\[((?:[^\[\]\n]|\n(?!\n))*)\])?")


@dataclass(frozen=True)
class _Place:
    path: Path
    line: int | None
    column: int | None


def find_targets(
    workspace: Workspace, sites: Mapping[str, SiteIndex], released: Mapping[str, Path]
) -> tuple[Target, ...]:
    """Return every outside address of the workspace, in order, with everything that uses it.

    ``sites`` are the built sites by brand; addresses that stand only in them are checked too. ``released`` are the
    outside addresses of released texts, each with a file that holds it.
    """
    uses = _uses(workspace, sites)
    merged_targets: dict[str, Target] = {}
    for target in _of_registry(workspace):
        known = merged_targets.get(target.address)
        merged_targets[target.address] = _joined(known, target) if known else target
    for address in sorted((set(uses.of_pages) | set(released)) - set(merged_targets)):
        if not _is_known(address, merged_targets):
            path = released.get(address, Path("site"))
            merged_targets[address] = Target(address, (), address, path, None, None, frozen=address in released)
    return tuple(_with_uses(target, uses, workspace) for _, target in sorted(merged_targets.items()))


def released_addresses(workspace: Workspace) -> Mapping[str, Path]:
    """Return the outside addresses of all released texts, each with the body that holds it, the newest last."""
    found: dict[str, Path] = {}
    for notice in workspace.notices:
        for release in load_releases(workspace.root, notice, workspace.renamed):
            for brand, document in release.documents.items():
                path = (release.path / f"{release.frozen_as(brand)}.html").relative_to(workspace.root)
                found.update({link.href: path for link in document.links if scheme_of(link.href) in OUTSIDE})
    return found


def _is_known(address: str, targets: Mapping[str, Target]) -> bool:
    """Whether it is an address of the registry but for white space around it."""
    return address.strip() in targets


def _of_registry(workspace: Workspace) -> Iterator[Target]:
    for reference in workspace.references.values():
        if reference.url is not None:
            yield _target(reference, reference.url.strip(), _Place(REGISTRY, *(reference.place or (None, None))), ())
            continue
        for brand in workspace.brands:
            value = getattr(brand.contact, reference.brand_value or "")
            if value and scheme_of(value) in OUTSIDE:
                yield _target(
                    reference, value.strip(), _brand_place(workspace, brand, reference.brand_value or ""), (brand,)
                )


def _target(reference: Reference, address: str, place: _Place, brands: Sequence[Brand]) -> Target:
    return Target(
        address=address,
        names=(reference.name,),
        title=reference.title,
        path=place.path,
        line=place.line,
        column=place.column,
        must=reference.must,
        must_not=reference.must_not,
        owner=reference.owner,
        verified=reference.verified.on if reference.verified else None,
        verified_by=reference.verified.by if reference.verified else None,
        max_age_days=reference.max_age_days,
        allow_temporary_redirect=reference.allow_temporary_redirect,
        brands=tuple(brand.id for brand in brands),
        fixable=reference.url is not None,
    )


def _brand_place(workspace: Workspace, brand: Brand, field: str) -> _Place:
    """Return where a brand's contact field is written: in its own file, or in that of the parent it comes from."""
    owner = brand
    while field in owner.inherited and owner.parent is not None:
        owner = workspace.brand(owner.parent.id)
    text = parse_yaml(read_text(workspace.root / owner.path, owner.path), owner.path)
    return _Place(owner.path, *text.places.get(("contact", field), (None, None)))


def _joined(first: Target, second: Target) -> Target:
    """Return one target of two references to one address: what either asks for, and the shorter trust."""
    looks = [(t.verified, t.verified_by) for t in (first, second) if t.verified]
    latest = max(looks, key=lambda look: str(look[0])) if looks else (None, None)
    return replace(
        first,
        names=tuple(dict.fromkeys((*first.names, *second.names))),
        must=tuple(dict.fromkeys((*first.must, *second.must))),
        must_not=tuple(dict.fromkeys((*first.must_not, *second.must_not))),
        verified=latest[0],
        verified_by=latest[1],
        max_age_days=min(first.max_age_days, second.max_age_days),
        allow_temporary_redirect=first.allow_temporary_redirect and second.allow_temporary_redirect,
        brands=tuple(dict.fromkeys((*first.brands, *second.brands))),
        fixable=first.fixable or second.fixable,
    )


@dataclass(frozen=True)
class _Uses:
    """Uses by address for pages and PDFs, and by reference for the lines of notices."""

    of_pages: Mapping[str, Sequence[Use]]
    of_sources: Mapping[str, Sequence[Use]]


def _uses(workspace: Workspace, sites: Mapping[str, SiteIndex]) -> _Uses:
    of_pages: dict[str, dict[Use, None]] = defaultdict(dict)
    for brand, site in sites.items():
        own = workspace.brand(brand).site_url
        for address, page in outside_links(site):
            if not (own and address.startswith(own)):
                of_pages[_absolute(address)][Use("page", brand, page)] = None
        for path, _ in papers(site):
            for address in pdf_addresses((site.folder / path).read_bytes()):
                if scheme_of(address) in OUTSIDE and not (own and address.startswith(own)):
                    of_pages[address][Use("pdf", brand, path)] = None
    return _Uses({address: tuple(found) for address, found in of_pages.items()}, source_uses(workspace))


def _absolute(address: str) -> str:
    return f"https:{address}" if address.startswith("//") else address


def source_uses(workspace: Workspace) -> Mapping[str, Sequence[Use]]:
    """Return the lines of all notices' sources that use each reference, by its name."""
    found: dict[str, dict[Use, None]] = defaultdict(dict)
    for notice in workspace.notices:
        path = Path("notices") / notice / "notice.md"
        try:
            text = read_text(workspace.root / path, path) if (workspace.root / path).exists() else ""
        except NoticepressError:  # a source that cannot be read is a finding of its own
            continue
        for name, line in names_used(text, workspace.references):
            found[name][Use("source", "", path.as_posix(), line)] = None
    return {name: tuple(uses) for name, uses in found.items()}


def names_used(text: str, names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each reference by name in a notice's Markdown, with its line; what stands in notes is not published."""
    known = {" ".join(name.casefold().split()): name for name in names}
    shown = _NOTE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    for match in _BY_NAME.finditer(shown):
        name = known.get(" ".join((match.group(2) or match.group(1)).casefold().split()))
        if name is not None:
            yield name, shown.count("\n", 0, match.start()) + 1


def _with_uses(target: Target, uses: _Uses, workspace: Workspace) -> Target:
    sources = [use for name in target.names for use in uses.of_sources.get(name, ())]
    everything = tuple(sorted({*sources, *uses.of_pages.get(target.address, ())}))
    brands = {use.brand for use in everything if use.brand} | set(target.brands)
    if sources and target.fixable:
        brands |= {brand.id for brand in workspace.brands}
    path, line = target.path, target.line
    if not target.names and not target.frozen:
        page = next((use for use in everything if use.kind == "page"), None)
        path = Path(page.brand) / page.path if page else path
    return replace(target, uses=everything, brands=tuple(sorted(brands)), path=path, line=line)
