"""Where a site is published: one protocol of six verbs, and a small module for each kind of host."""

from importlib import import_module
from pathlib import Path

from noticepress.errors import Finding, RefusalError
from noticepress.extras import install
from noticepress.model import Brand, TargetSettings
from noticepress.targets.protocol import IMMUTABLE, LOCK, MANIFEST, PART, SHORT, Lease, Target, make_lease
from noticepress.targets.secrets import Secrets, read_secrets

__all__ = [
    "IMMUTABLE",
    "LOCK",
    "MANIFEST",
    "PART",
    "SHORT",
    "Lease",
    "Target",
    "make_lease",
    "open_target",
    "target_name",
    "targets_of",
]

#: The folder that sites are published to where a brand names no target: no account is needed to try everything.
DEFAULT_FOLDER = "published"


def targets_of(brand: Brand) -> tuple[TargetSettings, ...]:
    """Return where a brand is published: what its file says, else the folder ``published/BRAND`` of the workspace."""
    return brand.targets or (TargetSettings("local", "folder", f"{DEFAULT_FOLDER}/{brand.id}"),)


def target_name(settings: TargetSettings) -> str:
    """Return how messages and plans call a target. It holds nothing secret."""
    return f"{settings.name} ({settings.address}{'' if settings.path == '/' else f', {settings.path}'})"


def open_target(settings: TargetSettings, root: Path) -> Target:
    """Return the target that ``settings`` describe, to be used in ``async with``; folders are relative to ``root``.

    Raises ``RefusalError`` that names the missing secrets, or the extra of this package that is not installed.
    """
    hidden = read_secrets(settings)
    name = target_name(settings)
    if settings.kind == "folder":
        return _folder(settings, root, name)
    made: Target
    if settings.kind == "git":
        made = _module("git", None).GitTarget(settings, hidden, name)
    elif settings.kind == "s3":
        made = _module("s3", "s3").S3Target(settings, hidden, name)
    else:
        made = _over_files(settings, hidden, name)
    return made


def _folder(settings: TargetSettings, root: Path, name: str) -> Target:
    from noticepress.targets.files import FileTarget  # noqa: PLC0415
    from noticepress.targets.folder import Disk, ReleasesTarget  # noqa: PLC0415

    folder = root / Path(settings.address).expanduser()
    if settings.layout == "releases":
        return ReleasesTarget(folder, name)
    return FileTarget(Disk(folder / settings.path.strip("/"), name))


def _over_files(settings: TargetSettings, hidden: Secrets, name: str) -> Target:
    from noticepress.targets.files import FileTarget  # noqa: PLC0415

    if settings.kind == "sftp":
        return FileTarget(_module("sftp", "sftp").Sftp(settings, hidden, name))
    return FileTarget(_module("ftps", None).Ftps(settings, hidden, name))


def _module(name: str, extra: str | None):  # type: ignore[no-untyped-def] # noqa: ANN202 - a module
    """Import a kind's module; what it needs is an extra of the package."""
    try:
        return import_module(f"noticepress.targets.{name}")
    except ModuleNotFoundError as error:
        if extra is None or (error.name or "").startswith("noticepress"):
            raise
        hint = f"install it: {install(extra)}"
        message = f"publishing by {name} needs a package that is not installed: {error.name}"
        raise RefusalError(Finding("TARGET", "error", message, hint=hint)) from error
