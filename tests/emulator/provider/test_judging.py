"""Order is judged from a state as from the graph of a run in process."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from emulator import wire
from emulator.__main__ import main
from emulator.provider.judging import NoStateError, graph_of, judged

TARGET = "urn:pulumi:dev::shop::aws:appautoscaling/target:Target::target"
POLICY = "urn:pulumi:dev::shop::aws:appautoscaling/policy:Policy::policy"
STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
SERVICE = {"resourceId": "service/shop/web", "scalableDimension": "ecs:service:DesiredCount"}


def exported(*resources: dict[str, Any]) -> dict[str, Any]:
    """What `pulumi stack export` writes."""
    root = {"urn": STACK, "type": "pulumi:pulumi:Stack", "custom": False}
    return {"version": 3, "deployment": {"manifest": {}, "resources": [root, *resources]}}


def resource(urn: str, inputs: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    typ = urn.split("::")[2].rpartition("$")[2]
    return {"urn": urn, "type": typ, "custom": True, "parent": STACK, "inputs": inputs or {}, **more}


def test_what_names_another_by_text_alone_is_left_to_luck() -> None:
    found = judged(exported(resource(TARGET, SERVICE), resource(POLICY, SERVICE)))
    assert found == {POLICY: "policy must depend on target: no scalable target is registered for it yet"}


@pytest.mark.parametrize(
    "edge", [{"dependencies": [TARGET]}, {"propertyDependencies": {"resourceId": [TARGET]}}]
)
def test_what_depends_on_the_other_is_not(edge: dict[str, Any]) -> None:
    assert judged(exported(resource(TARGET, SERVICE), resource(POLICY, SERVICE, **edge))) == {}


@pytest.mark.parametrize("gone", ["delete", "external"])
def test_what_waits_for_its_deletion_or_was_only_looked_up_is_no_part_of_it(gone: str) -> None:
    assert judged(exported(resource(TARGET, SERVICE, **{gone: True}), resource(POLICY, SERVICE))) == {}


def test_what_another_packages_component_makes_is_not_the_programs_business() -> None:
    vpc = "urn:pulumi:dev::shop::awsx:ec2:Vpc::net"
    subnet = "urn:pulumi:dev::shop::awsx:ec2:Vpc$aws:ec2/subnet:Subnet::net"
    gateway = "urn:pulumi:dev::shop::awsx:ec2:Vpc$aws:ec2/internetGateway:InternetGateway::net"
    nat = "urn:pulumi:dev::shop::awsx:ec2:Vpc$aws:ec2/natGateway:NatGateway::net"

    def of(component: dict[str, Any]) -> dict[str, Any]:
        parent = component["urn"]
        return exported(
            component,
            resource(subnet, {"vpcId": "vpc-1"}, parent=parent),
            resource(gateway, {"vpcId": "vpc-1"}, parent=parent),
            resource(nat, {}, parent=parent, propertyDependencies={"subnetId": [subnet]}),
        )

    own = "urn:pulumi:dev::shop::shop:index:Network::net"
    assert set(judged(of(resource(own, custom=False)))) == {nat}
    assert judged(of(resource(vpc, custom=False))) == {}


def test_secrets_are_read_where_they_are_shown_and_match_nothing_where_not() -> None:
    def secret(**content: str) -> dict[str, str]:
        return {wire.SIGNATURE: wire.SECRET, **content}

    inputs = {"shown": secret(plaintext='"s3cret"'), "hidden": secret(ciphertext="v1:abc")}
    graph = graph_of(exported(resource(TARGET, inputs)))
    assert graph[TARGET].inputs == {"shown": "s3cret", "hidden": None}


def test_something_else_is_refused() -> None:
    with pytest.raises(NoStateError, match="pulumi stack export"):
        judged({"resources": []})


def test_the_command_judges_what_it_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lucky = tmp_path / "lucky.json"
    lucky.write_text(json.dumps(exported(resource(TARGET, SERVICE), resource(POLICY, SERVICE))))
    assert main(["order", str(lucky)]) == 1
    assert "policy must depend on target" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(exported(resource(TARGET, SERVICE)))))
    assert main(["order"]) == 0
    assert capsys.readouterr().out == "every resource waits for what it relies on\n"


@pytest.mark.parametrize("text", ["", "{}", "[1]"])
def test_the_command_says_what_is_no_state(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "state.json"
    file.write_text(text)
    assert main(["order", str(file)]) == 1
    assert str(file) in capsys.readouterr().err
