import ast
from dataclasses import replace

import pytest
from conftest import REPOSITORY

from noticepress.check.blocking import BINDING, INTEGRITY, LEAKS, is_acceptable, is_waivable, stops_build, stops_release
from noticepress.errors import Finding
from noticepress.law import uk_law

ERROR = Finding("BRAND-LEAK", "error", "x")


def rules_of(*parts: str) -> set[str]:
    """Every rule id that the modules of some parts of the package make an error of."""
    found = set()
    for part in parts:
        for path in (REPOSITORY / "noticepress").glob(f"{part}*/*.py" if "." not in part else part):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    found |= {node.args[0].value} if name in {"Finding", "finding"} else set()
    return found


def test_every_fault_of_reading_binding_and_rendering_stops_a_build() -> None:
    found = rules_of("config", "bind", "markdown", "source.py", "archive.py")
    assert found
    assert found <= INTEGRITY | BINDING


@pytest.mark.parametrize("rule", sorted(INTEGRITY | BINDING | LEAKS))
def test_integrity_binding_and_leaks_stop_a_build(rule: str) -> None:
    assert stops_build(replace(ERROR, rule=rule))
    assert not is_waivable(rule)


@pytest.mark.parametrize("rule", ["A13-2ca", "LINK-TEXT", "VER-ANCHOR", "BRAND-DOMAIN", "WAIVER", "FACT"])
def test_law_wording_and_versions_stop_a_release_alone(rule: str) -> None:
    assert not stops_build(replace(ERROR, rule=rule))
    assert stops_release(replace(ERROR, rule=rule))
    assert is_acceptable(replace(ERROR, rule=rule))


@pytest.mark.parametrize("change", [{"frozen": True}, {"waived": "by Ann"}, {"severity": "warning"}])
def test_frozen_waived_and_lesser_findings_stop_nothing(change: dict[str, object]) -> None:
    found = replace(ERROR, **change)  # type: ignore[arg-type]
    assert not stops_build(found)
    assert not stops_release(found)


def test_no_reason_makes_a_leak_acceptable() -> None:
    assert not is_acceptable(ERROR)


def test_what_the_rules_say_of_a_build_is_what_stops_one() -> None:
    """VER-SILENT is judged on built sites, by ``check.built``; the rest by ``stops_build``."""
    said = {rule.id for rule in uk_law().rules.values() if rule.gate == "build"}
    assert said == (BINDING | LEAKS) & set(uk_law().rules) | {"VER-SILENT"}
