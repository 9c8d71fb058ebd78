"""The example service with the real engine: tenants side by side in one account."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation import Cli, Protected, StackMissing
from emulator.account import Account
from emulator.provider.serving import Serving
from examples.embed import Tenants

from .footprint import added, footprint
from .project import SECONDS
from .test_cycle import unexplained

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("X-3", "X-4")]


@pytest.fixture
def tenants(
    cli: Path, served: tuple[Account, Serving], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Tenants:
    (tmp_path / "state").mkdir()
    (tmp_path / "service").mkdir()
    monkeypatch.chdir(tmp_path / "service")
    return Tenants(
        backend=f"file://{tmp_path / 'state'}",
        home=tmp_path / "home",
        cli=Cli(cli),
        plan={"platforms:samples": "true"},
        environment={
            **served[1].environment,
            "PULUMI_CONFIG_PASSPHRASE": "of the service",
            "PULUMI_EXPERIMENTAL": "true",
            "PULUMI_SKIP_CHECKPOINTS": "true",
        },
    )


def test_tenants_live_side_by_side_and_leave_alone(tenants: Tenants, account: Account) -> None:
    empty = footprint(account)
    joined = tenants.join_all(["acme", "globex"])
    queues = {tenant: outputs.queue_url for tenant, outputs in joined.items()}
    assert len({*queues.values(), *(outputs.dlq_bucket for outputs in joined.values())}) == 4
    assert all(f"t-{tenant}" in url for tenant, url in queues.items())
    assert tenants.address("acme") == (joined["acme"].app_url or joined["acme"].api_url)

    assert set(tenants.leave("acme").changes) == {"delete"}
    sqs = account.client("sqs")
    listed = sqs.list_queues()["QueueUrls"]
    assert queues["globex"] in listed
    assert not any("t-acme" in url for url in listed)
    with pytest.raises(StackMissing):
        tenants.address("acme")

    tenants.leave("globex")
    assert unexplained(added(empty, footprint(account))) == {}
    assert list(Path.cwd().iterdir()) == []


def test_a_tenant_of_the_production_kind_is_not_deleted_in_passing(tenants: Tenants) -> None:
    careful = Tenants(
        **{
            **{name: getattr(tenants, name) for name in ("backend", "home", "cli", "environment")},
            "plan": {
                **tenants.plan,
                "platforms:environment": "prod",
                "hookrelay:alerts": '{"emails": ["a@b.co"]}',
            },
        }
    )
    careful.join("initech")
    with pytest.raises(Protected):
        careful.leave("initech")
