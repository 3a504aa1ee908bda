"""Secrets: read from the environment by the names that a brand's file gives, and never put anywhere else."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from noticepress.errors import Finding, RefusalError
from noticepress.model import TargetSettings


@dataclass(frozen=True)
class Secrets:
    """What is secret of a target, by what it is for. It shows itself to nobody."""

    values: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str | None:
        """Return a secret, ``None`` where the target names none of that kind."""
        return self.values.get(name)

    def __iter__(self) -> Iterator[str]:
        """Give every secret, to be hidden in messages; what is public by nature is left out."""
        return iter([value for name, value in self.values.items() if name not in _PUBLIC])


_PUBLIC = frozenset({"known_hosts", "ca"})


def read_secrets(settings: TargetSettings, environment: Mapping[str, str] = os.environ) -> Secrets:
    """Return the secrets of a target; ``RefusalError`` that names every variable that is missing or empty."""
    missing = sorted({variable for variable in settings.secrets.values() if not environment.get(variable)})
    if missing:
        hint = "set it for this run, as a secret of the CI"
        raise RefusalError(
            *(
                Finding("SECRET", "error", f"{settings.name}: the environment holds no {name}", hint=hint)
                for name in missing
            )
        )
    return Secrets({name: environment[variable] for name, variable in settings.secrets.items()})
