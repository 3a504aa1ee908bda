"""The ``targets:`` of a brand's file: where its site is published. Secrets are named here and stand elsewhere."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from noticepress.config.yaml import At, YamlText
from noticepress.errors import Finding
from noticepress.model import TargetKind, TargetSettings

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FOLDER = re.compile(r"/([A-Za-z0-9._~-]+/)*")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")

#: The fields that only some kinds of target have.
_FIELDS: dict[TargetKind, frozenset[str]] = {
    "folder": frozenset({"layout"}),
    "sftp": frozenset({"password_env", "key_env", "key_file", "known_hosts", "known_hosts_env"}),
    "ftps": frozenset({"password_env", "ca_file", "ca_env"}),
    "s3": frozenset(
        {"endpoint", "region", "access_key_env", "secret_key_env", "session_token_env", "ca_file", "ca_env"}
    ),
    "git": frozenset({"branch", "token_env"}),
}
_OF_SOME = frozenset().union(*_FIELDS.values())


def _variable(text: str) -> str:
    if not _VARIABLE.fullmatch(text):
        raise ValueError("it should be the name of an environment variable, never the secret itself")
    return text


def _folder(text: str) -> str:
    if not _FOLDER.fullmatch(text) or ".." in PurePosixPath(text).parts:
        raise ValueError("it should start and end with a slash, such as /legal/")
    return text


def _address(text: str) -> str:
    parts = _split(text)
    if parts.password is not None or (parts.scheme in {"http", "https"} and parts.username is not None):
        raise ValueError("no password or token belongs in an address: name the environment variable that holds it")
    return text


def _web(text: str) -> str:
    parts = _split(text)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it should be a web address such as https://example.org/legal/")
    return _address(text)


def _branch(text: str) -> str:
    if not _BRANCH.fullmatch(text) or ".." in text or text.endswith(("/", ".", ".lock")):
        raise ValueError("it should be the name of a Git branch, such as gh-pages")
    return text


def _split(text: str) -> SplitResult:
    parts = urlsplit(text)
    _ = parts.port  # it raises where the port is no number
    return parts


Variable = Annotated[str, AfterValidator(_variable), Field(pattern=f"^{_VARIABLE.pattern}$")]
Web = Annotated[str, AfterValidator(_web), WithJsonSchema({"type": "string", "format": "uri"})]


def name_findings(targets: Sequence["TargetFields"], text: YamlText) -> Iterator[Finding]:
    """Yield an error for each of a brand's targets that is called as one before it: the ledger knows them by name."""
    seen: dict[str, int] = {}
    for number, target in enumerate(targets):
        name = target.name or target.kind
        if seen.setdefault(name, number) == number:
            continue
        at: At = ("targets", number, "name") if target.name else ("targets", number)
        message = (
            f"'{name}' is already the name of target {seen[name] + 1}; the ledger tells targets apart by their names"
        )
        hint = (
            "give it a 'name' of its own" if target.name else "give it a 'name': without one it is called as its kind"
        )
        yield Finding("CONFIG", "error", message, text.path, *text.places[at], hint)


class TargetFields(BaseModel):
    """A host that a brand's site is published to."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    kind: TargetKind = Field(description="what the host understands")
    name: str | None = Field(None, min_length=1, description="what this target is called here; default: its kind")
    address: Annotated[str, AfterValidator(_address), Field(min_length=1)] = Field(
        repr=False,
        description="a folder, sftp://user@host/folder, ftps://user@host/folder, s3://bucket/prefix, a Git repository",
    )
    url: Web | None = Field(
        None, repr=False, description="where readers find the site, such as https://example.org/legal/"
    )
    path: Annotated[str, AfterValidator(_folder)] = Field(
        "/", description="the folder below the address that holds the site, such as /legal/"
    )
    layout: Literal["flat", "releases"] = Field(
        "flat", description="of a folder: the site itself, or releases beside a link called 'current'"
    )
    max_deletes: int = Field(20, ge=0, description="a run that would delete more files than this is refused")
    lock_minutes: int = Field(15, ge=1, le=1440, description="after how long the lock of a dead run ends")
    embedded: bool = Field(
        default=False,
        description="the website shows the notice within pages of its own; 'verify' then compares its text alone",
    )
    branch: Annotated[str, AfterValidator(_branch)] = Field("gh-pages", description="of a Git repository")
    endpoint: Web | None = Field(None, repr=False, description="the address of an S3-like service that is not Amazon's")
    region: str | None = Field(None, min_length=1, description="the region of a bucket")
    ca_file: str | None = Field(None, min_length=1, description="certificates to trust instead of the system's, as PEM")
    ca_env: Variable | None = Field(
        None, repr=False, description="the environment variable that holds those certificates"
    )
    key_file: str | None = Field(None, min_length=1, description="the file of the private SSH key")
    key_env: Variable | None = Field(
        None, repr=False, description="the environment variable that holds the private SSH key"
    )
    known_hosts: list[str] = Field(default_factory=list, description="the host's keys, as lines of known_hosts")
    known_hosts_env: Variable | None = Field(
        None, repr=False, description="the environment variable that holds those lines"
    )
    password_env: Variable | None = Field(
        None, repr=False, description="the environment variable that holds the password"
    )
    token_env: Variable | None = Field(
        None, repr=False, description="the environment variable that holds a token for HTTPS"
    )
    access_key_env: Variable | None = Field(
        None, repr=False, description="the environment variable that holds the access key"
    )
    secret_key_env: Variable | None = Field(
        None, repr=False, description="the environment variable that holds the secret key"
    )
    session_token_env: Variable | None = Field(
        None, repr=False, description="the environment variable of a session token"
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        mistakes = list(self._mistakes())
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return self

    def _mistakes(self) -> Iterator[str]:
        foreign = sorted((self.model_fields_set & _OF_SOME) - _FIELDS[self.kind])
        if foreign:
            yield f"a target of the kind '{self.kind}' has no '{foreign[0]}'"
        parts = _split(self.address)
        if self.kind in {"sftp", "ftps", "s3"} and (parts.scheme != self.kind or not parts.hostname):
            yield f"the address should start with {self.kind}:// and a name"
        if self.embedded and self.url is None:
            yield "'embedded' needs the 'url' below which the notice is shown"
        if parts.query and self.kind != "git":
            yield "the address holds a '?'"
        if self.kind == "sftp" and not (self.known_hosts or self.known_hosts_env):
            yield "'known_hosts' or 'known_hosts_env' has to give the host's keys: no host is trusted unseen"
        if self.kind in {"sftp", "ftps"} and not parts.username:
            yield f"the address should name the user: {self.kind}://user@{parts.hostname or 'host'}/"
        if self.layout == "releases" and self.path != "/":
            yield "the layout 'releases' cannot share a folder; leave 'path' out and point the web server at 'current'"
        if self.url and self.path != "/" and not f"{_split(self.url).path.rstrip('/')}/".endswith(self.path):
            yield f"the url should end with the path {self.path}"

    def settings(self) -> TargetSettings:
        """Return the same as the model's value, secrets by what they are for."""
        named = {name: getattr(self, name) for name in type(self).model_fields if name.endswith("_env")}
        return TargetSettings(
            name=self.name or self.kind,
            kind=self.kind,
            address=self.address,
            url=self.url if self.url is None or self.url.endswith("/") else f"{self.url}/",
            path=self.path,
            layout=self.layout,
            max_deletes=self.max_deletes,
            lock_minutes=self.lock_minutes,
            embedded=self.embedded,
            branch=self.branch,
            endpoint=self.endpoint,
            region=self.region,
            ca_file=self.ca_file,
            key_file=self.key_file,
            known_hosts=tuple(self.known_hosts),
            secrets={name.removesuffix("_env"): variable for name, variable in named.items() if variable},
        )
