"""What a build is made from, as digests: what all sites share, what is one brand's own, and what is checked first."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

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
    files = {path: digest_of(workspace.root / path) for path in _inputs(workspace.root)}
    brands = {brand.id: fingerprint(brand_facts(brand)) for brand in workspace.brands}
    frozen, own = _frozen(workspace, files)
    rest = {path: value for path, value in files.items() if path.startswith("notices/") and path not in own}
    # Without --draft the unreleased source is in no site, where a release says the title.
    sources = rest if options.draft else {path: value for path, value in rest.items() if _is_shared(path, workspace)}
    # As they were read, too: a file may have been written since.
    said = workspace.references, workspace.moved, workspace.retired
    shared = fingerprint(
        program(),
        options,
        said,
        tree(workspace.templates),
        workspace.base_config.read_bytes(),
        sources,
        files.get("noticepress.yml"),
    )
    return Inputs(
        source=fingerprint(program(), options, said, files),
        brands=brands,
        sites={brand.id: fingerprint(shared, brands[brand.id], frozen[brand.id]) for brand in workspace.brands},
    )


def _inputs(root: Path) -> Iterator[str]:
    """Yield the path of every file of the notices and of the settings; what starts with a dot is in the making."""
    yield from (name for name in ("noticepress.yml",) if (root / name).is_file())
    for folder, folders, names in os.walk(root / "notices", followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != _EVIDENCE)
        shown = PurePosixPath(Path(folder).relative_to(root).as_posix())
        yield from (str(shown / name) for name in sorted(names) if not name.startswith("."))


def _frozen(workspace: Workspace, files: Mapping[str, str]) -> tuple[dict[str, dict[str, str]], frozenset[str]]:
    """Return by brand the digests of the released files that are its own, and the paths of all such files."""
    owner = {name: brand.id for brand in workspace.brands for name in (brand.id, *brand.was)}
    found: dict[str, dict[str, str]] = {brand.id: {} for brand in workspace.brands}
    for path, value in files.items():
        parts = path.split("/")
        # notices/NOTICE/releases/VERSION/…/BRAND.html
        frozen = parts[2:3] == ["releases"] and path.endswith(_FROZEN)
        brand = owner.get(parts[-1].partition(".")[0]) if frozen else None
        if brand is not None:
            found[brand][path] = value
    return found, frozenset(path for of_brand in found.values() for path in of_brand)


def _is_shared(path: str, workspace: Workspace) -> bool:
    """Whether a file that is no brand's own is in sites that hold no draft, as the title is of what has no release."""
    parts = path.split("/")
    is_source = len(parts) > 2 and parts[2] != "releases" and parts[1] in workspace.notices  # noqa: PLR2004
    is_released = any(releases_folder(workspace.root, parts[1]).glob("*/release.yml"))
    return not is_source or (not is_released and parts[1] in told_notices(workspace))
