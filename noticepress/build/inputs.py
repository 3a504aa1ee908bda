"""What a build is made from, as digests: what all sites share, what is one brand's own, and what is checked first."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from noticepress.archive import releases_folder
from noticepress.build.order import Options
from noticepress.build.products import brand_facts
from noticepress.cache import fingerprint, program, tree
from noticepress.cache.sums import DigestOf
from noticepress.config import Workspace
from noticepress.timelines import told_notices

#: How the names of the files end that a release has for each brand: text, PDF, values and what stands beside them.
_FROZEN = (".html", ".pdf", ".json")
#: What was seen of outside addresses: no part of a site, and changed by every run of ``links``.
_EVIDENCE = "evidence"


@dataclass(frozen=True)
class Inputs:
    """Digests of everything that a build depends on. The same inputs make the same sites, byte for byte.

    ``source`` stands for all that is checked before anything is built, but for the brands. ``brands`` stands for
    each brand as configured, and ``sites`` for all that its site is made from, but for the other brands' words,
    which it is searched for.
    """

    source: str
    brands: Mapping[str, str]
    sites: Mapping[str, str]


def read_inputs(workspace: Workspace, options: Options, digest_of: DigestOf) -> Inputs:
    """Return the inputs of a build of ``workspace``; ``digest_of`` returns the SHA-256 of a file."""
    whole, frozen, rest = _read(workspace, digest_of)
    brands = {brand.id: fingerprint(brand_facts(brand)) for brand in workspace.brands}
    sources = {path: value for path, value in rest.items() if path.startswith("notices/")}
    if not options.draft:
        # Without --draft the unreleased source is in no site, where a release says the title.
        sources = {path: value for path, value in sources.items() if _is_shared(path, workspace)}
    # As they were read, too: a file may have been written since.
    said = workspace.references, workspace.moved, workspace.retired
    shared = fingerprint(
        program(),
        options,
        said,
        tree(workspace.templates),
        workspace.base_config.read_bytes(),
        sources,
        rest.get("noticepress.yml"),
    )
    return Inputs(
        source=fingerprint(program(), options, said, whole),
        brands=brands,
        sites={brand.id: fingerprint(shared, brands[brand.id], frozen[brand.id]) for brand in workspace.brands},
    )


def _read(workspace: Workspace, digest_of: DigestOf) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
    """Return what stands for all files, for each brand's released ones, and the digests of all others by their paths.

    Of a thousand brands there are a hundred thousand files: none of them is held.
    """
    owners = {name: brand.id for brand in workspace.brands for name in (brand.id, *brand.was)}
    whole, frozen = sha256(), {brand.id: sha256() for brand in workspace.brands}
    rest: dict[str, str] = {}
    above = f"{workspace.root}{os.sep}"
    for path in _inputs(str(workspace.root)):
        value = digest_of(above + path)
        line = f"{value} {path}\0".encode("utf-8", "surrogateescape")
        whole.update(line)
        owner = owners.get(_frozen_name(path))
        if owner is None:
            rest[path] = value
        else:
            frozen[owner].update(line)
    return whole.hexdigest(), {brand: found.hexdigest() for brand, found in frozen.items()}, rest


def _inputs(root: str) -> Iterator[str]:
    """Yield the path of every file of the notices and of the settings; what starts with a dot is in the making."""
    yield from (name for name in ("noticepress.yml",) if os.path.isfile(f"{root}{os.sep}{name}"))  # noqa: PTH113
    for folder, folders, names in os.walk(f"{root}{os.sep}notices", followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != _EVIDENCE)
        shown = folder[len(root) + 1 :].replace(os.sep, "/")
        yield from (f"{shown}/{name}" for name in sorted(names) if not name.startswith("."))


def _frozen_name(path: str) -> str:
    """Return under which name a brand has a released file; nothing for any other file."""
    # notices/NOTICE/releases/VERSION/…/BRAND.html
    is_frozen = path.endswith(_FROZEN) and path.split("/", 3)[2:3] == ["releases"]
    return path.rpartition("/")[2].partition(".")[0] if is_frozen else ""


def _is_shared(path: str, workspace: Workspace) -> bool:
    """Whether a file that is no brand's own is in sites that hold no draft, as the title is of what has no release."""
    parts = path.split("/")
    is_source = len(parts) > 2 and parts[2] != "releases" and parts[1] in workspace.notices  # noqa: PLR2004
    is_released = any(releases_folder(workspace.root, parts[1]).glob("*/release.yml"))
    return not is_source or (not is_released and parts[1] in told_notices(workspace))
