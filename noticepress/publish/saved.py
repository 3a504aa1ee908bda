"""Plans as JSON, by ``schemas/plan.schema.json``: what a pull request shows, and what ``publish --plan`` is held to."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from noticepress.config.files import read_text
from noticepress.errors import ConfigError, Finding
from noticepress.publish.plan import Plan, Step

_Sha = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class StepFields(_File):
    """One file to add, change or delete, and why."""

    action: Literal["add", "change", "delete"]
    path: str
    sha256: _Sha | None = Field(description="of the new bytes; null for a deletion")
    reason: str


class PlanFields(_File):
    """What a publish of one brand to one target would do."""

    brand: str
    target: str
    url: str | None
    base: _Sha | None = Field(description="SHA-256 of the manifest that it was made against; null where there is none")
    commit: str | None = Field(description="the Git commit that the site was built from")
    site: _Sha = Field(description="one SHA-256 for all files to be there afterwards")
    steps: list[StepFields]


class PlansFile(_File):
    """The plans of one run of ``noticepress plan``."""

    format: Literal[1]
    plans: list[PlanFields]


def plans_json(plans: Sequence[Plan]) -> str:
    """Return plans as JSON; the same plans give the same text."""
    rows = [
        {
            "brand": plan.brand,
            "target": plan.target,
            "url": plan.url,
            "base": plan.base,
            "commit": plan.commit,
            "site": plan.site,
            "steps": [
                {"action": step.action, "path": step.path, "sha256": step.sha256, "reason": step.reason}
                for step in plan.steps
            ],
        }
        for plan in plans
    ]
    return json.dumps({"format": 1, "plans": rows}, indent=2, ensure_ascii=False) + "\n"


def read_plans(path: Path) -> tuple[Plan, ...]:
    """Return the plans of a file; ``ConfigError`` where it is no such file."""
    try:
        found = PlansFile.model_validate_json(read_text(path, path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        message = f"this is no saved plan: {place}: {first['msg']}"
        raise ConfigError(
            Finding("PLAN", "error", message, path, hint="write one: noticepress plan --out FILE")
        ) from error
    return tuple(
        Plan(
            brand=plan.brand,
            target=plan.target,
            url=plan.url,
            base=plan.base,
            commit=plan.commit,
            site=plan.site,
            steps=tuple(Step(step.action, step.path, step.sha256, step.reason) for step in plan.steps),
        )
        for plan in found.plans
    )
