"""A second service that speaks S3, SeaweedFS, which holds logins to their secrets; moto takes any."""

import asyncio
from pathlib import Path

import pytest

from noticepress.errors import TargetError
from noticepress.targets import make_lease, open_target
from targets.servers import S3_SECRET, s3_host, seaweedfs_server
from targets.sites import NEW, OLD, public, publish, write_site


def test_a_site_on_seaweedfs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with seaweedfs_server(tmp_path / "weed") as endpoint:
        host = s3_host(endpoint, "notices")
        for name, value in host.environment.items():
            monkeypatch.setenv(name, value)
        publish(host, write_site(tmp_path / "old", OLD))
        publish(host, write_site(tmp_path / "new", NEW))
        assert public(host.files()) == NEW

        async def race() -> list[object]:
            async with open_target(host.settings, Path()) as target, open_target(host.settings, Path()) as other:
                leases = (make_lease("Ann", 10), make_lease("Ben", 10))
                both = target.lock(leases[0]), other.lock(leases[1])
                return list(await asyncio.gather(*both, return_exceptions=True))

        won, lost = sorted(asyncio.run(race()), key=lambda outcome: outcome is not None)
        assert won is None
        assert "locked by" in str(lost)
        wrong = "a-secret-that-is-wrong"
        monkeypatch.setenv("TEST_S3_SECRET", wrong)
        with pytest.raises(TargetError) as caught:
            publish(host, tmp_path / "new")
        assert wrong not in str(caught.value)
        assert S3_SECRET not in str(caught.value)
