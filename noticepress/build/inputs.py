"""What a build is made from, as digests: what all sites share, what is one brand's own, and what is checked first."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from noticepress.build.order import Options
from noticepress.build.products import shown
from noticepress.cache import fingerprint, program, tree
from noticepress.cache.sums import DigestOf
from noticepress.config import Workspace
from noticepress.config.workspace import told_notices
from noticepress.look import pictures

#: How the names of the files end that a release has for each brand: text, PDF, values and what stands beside them.
_FROZEN = (".html", ".pdf", ".json")
#: What was seen of outside addresses: no part of a site, and changed by every run of ``links``.
_EVIDENCE = "evidence"


@dataclass(frozen=True)
class Files:
    """What the disk holds of a build. Two that are equal hold the same bytes.

    ``whole`` stands for every file of the notices and of the settings, ``frozen`` for each brand's released ones, and
    ``rest`` has the SHA-256 of all others by path: of a thousand brands there are a hundred thousand files, and
    none of those is held. ``pictures`` has those of each brand that has any, by name.
    """

    whole: str
    frozen: Mapping[str, str]
    rest: Mapping[str, str]
    pictures: Mapping[str, Mapping[str, bytes]]
    templates: str
    base_config: bytes


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


def read_files(workspace: Workspace, digest_of: DigestOf) -> Files:
    """Return the files of a build of ``workspace`` as they are now; ``digest_of`` returns the SHA-256 of a file."""
    owners = {name: brand.id for brand in workspace.brands for name in (brand.id, *brand.was)}
    whole, frozen = sha256(), {brand.id: sha256() for brand in workspace.brands}
    rest: dict[str, str] = {}
    above = f"{workspace.root}{os.sep}"
    for path in _paths(str(workspace.root)):
        digest = digest_of(above + path)
        line = f"{digest} {path}\0".encode("utf-8", "surrogateescape")
        whole.update(line)
        owner = owners.get(_frozen_name(path))
        if owner is None:
            rest[path] = digest
        else:
            frozen[owner].update(line)
    return Files(
        whole=whole.hexdigest(),
        frozen={brand: found.hexdigest() for brand, found in frozen.items()},
        rest=rest,
        pictures={brand.id: found for brand in workspace.brands if (found := pictures(brand.theme))},
        templates=tree(workspace.templates),
        base_config=workspace.base_config.read_bytes(),
    )


def make_inputs(workspace: Workspace, options: Options, files: Files) -> Inputs:
    """Return the inputs of a build of ``workspace``, as it was configured, from ``files``."""
    brands = {brand.id: fingerprint((shown(brand), files.pictures.get(brand.id, {}))) for brand in workspace.brands}
    # Without --draft the unreleased source is in no site, where a release says the title.
    unseen = frozenset[str]() if options.draft else _unseen(workspace, files.rest)
    rest = {path: digest for path, digest in files.rest.items() if not _is_source(path, unseen)}
    # As they were read, too: a file may have been written since.
    said = workspace.references, workspace.moved, workspace.retired
    shared = fingerprint(program(), options, said, files.templates, files.base_config, rest)
    return Inputs(
        source=fingerprint(program(), options, said, files.whole),
        brands=brands,
        sites={brand.id: fingerprint(shared, brands[brand.id], files.frozen[brand.id]) for brand in workspace.brands},
    )


def _paths(root: str) -> Iterator[str]:
    """Yield the path of every file of the notices and of the settings; what starts with a dot is in the making."""
    yield from (name for name in ("noticepress.yml",) if os.path.isfile(f"{root}{os.sep}{name}"))  # noqa: PTH113
    above = len(root) + 1
    for folder, folders, names in os.walk(f"{root}{os.sep}notices", followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != _EVIDENCE)
        inside = folder[above:].replace(os.sep, "/")
        yield from (f"{inside}/{name}" for name in sorted(names) if not name.startswith("."))


def _frozen_name(path: str) -> str:
    """Return under which name a brand has a released file; nothing for any other file."""
    # notices/NOTICE/releases/VERSION/…/BRAND.html
    is_frozen = path.endswith(_FROZEN) and path.split("/", 3)[2:3] == ["releases"]
    return path.rpartition("/")[2].partition(".")[0] if is_frozen else ""


def _unseen(workspace: Workspace, paths: Collection[str]) -> frozenset[str]:
    """Return the notices of whose unreleased source nothing is in a site that holds no draft.

    Of one that sites tell of and that was never released, the title is.
    """
    parts = [path.split("/") for path in paths if path.endswith("/release.yml")]
    released = {notice for _, notice, inside, *_ in parts if inside == "releases"}
    told = told_notices(workspace)
    return frozenset(name for name in workspace.notices if name in released or name not in told)


def _is_source(path: str, notices: Collection[str]) -> bool:
    """Whether a file is of the unreleased source of one of ``notices``."""
    parts = path.split("/", 3)
    return len(parts) > 2 and parts[1] in notices and parts[2] != "releases"  # noqa: PLR2004 - notices/NOTICE/…
