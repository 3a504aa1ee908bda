"""Where a line of the repository is on the web: as the settings say, else as CI says of itself, else nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote, urljoin, urlsplit

from noticepress.config.settings import Repository

#: How hosts spell a line of a file; others understand the first.
_LINES = {"bitbucket.org": "#lines-{}"}
_LINE = "#L{}"
#: What stands before the path of a file as it stands now, on hosts that are known by name.
_NOW = {"github.com": "blob/HEAD/", "gitlab.com": "-/blob/HEAD/", "bitbucket.org": "src/HEAD/"}


@dataclass(frozen=True)
class Web:
    """Whole addresses that stand before a path where files are read and edited; ``None`` where that is not known."""

    view: str | None = None
    edit: str | None = None

    def at(self, path: PurePath | str, line: int | None = None) -> str | None:
        """Return the address of a file, or of a line of it, to be read."""
        return self._address(self.view, path, line)

    def edited(self, path: PurePath | str) -> str | None:
        """Return the address at which a file is edited."""
        return self._address(self.edit, path, None)

    @staticmethod
    def _address(prefix: str | None, path: PurePath | str, line: int | None) -> str | None:
        name = path.as_posix() if isinstance(path, PurePath) else path
        if prefix is None or name.startswith("/"):
            return None
        place = _LINES.get(urlsplit(prefix).hostname or "", _LINE).format(line) if line else ""
        return f"{prefix}{quote(name)}{place}"


def find_web(settings: Repository | None, environ: Mapping[str, str]) -> Web:
    """Return where the repository's files are: what ``noticepress.yml`` says, else what GitHub's or GitLab's CI says.

    In CI a file is shown as it stands in the commit that was built. No address is made up: a host that is not known
    by name needs ``edit_uri`` or ``view_uri``.
    """
    return _of_settings(settings) if settings is not None else _of_ci(environ)


def _of_settings(settings: Repository) -> Web:
    base = f"{settings.repo_url.rstrip('/')}/"
    edit = settings.edit_uri
    view = settings.view_uri
    if view is None and edit is not None:
        parts = edit.split("/")
        view = "/".join("blob" if part == "edit" else part for part in parts) if "edit" in parts else None
    view = view or _NOW.get(urlsplit(base).hostname or "")
    return Web(_joined(base, view), _joined(base, edit))


def _joined(base: str, uri: str | None) -> str | None:
    return None if uri is None else f"{urljoin(base, uri).rstrip('/')}/"


def _of_ci(environ: Mapping[str, str]) -> Web:
    server, name, commit = (environ.get(f"GITHUB_{part}") for part in ("SERVER_URL", "REPOSITORY", "SHA"))
    if server and name and commit:
        base = f"{server}/{name}"
        branch = environ.get("GITHUB_REF_NAME") if environ.get("GITHUB_REF_TYPE") == "branch" else None
        # A pull request is built from a merge that no branch holds: there is nothing to edit.
        branch = None if environ.get("GITHUB_EVENT_NAME", "").startswith("pull_request") else branch
        return Web(f"{base}/blob/{commit}/", f"{base}/edit/{quote(branch)}/" if branch else None)
    project, commit = environ.get("CI_PROJECT_URL"), environ.get("CI_COMMIT_SHA")
    if project and commit:
        branch = environ.get("CI_COMMIT_BRANCH") or environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")
        forked = environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_URL", project) != project
        edit = f"{project}/-/edit/{quote(branch)}/" if branch and not forked else None
        return Web(f"{project}/-/blob/{commit}/", edit)
    return Web()
