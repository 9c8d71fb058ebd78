"""Creations that break off between two of their calls: what was made is kept, an update makes the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from pulumi.runtime.proto import provider_pb2, status_pb2

from emulator.account import Account
from emulator.journal import READING
from emulator.provider import values
from emulator.provider.serving import Serving, serving
from emulator.request import Request

from .test_service import connected, created

GROUP = "urn:pulumi:dev::p::aws:cloudwatch/logGroup:LogGroup::g"
NETWORK = "urn:pulumi:dev::p::aws:ec2/vpc:Vpc::v"
KEY = "urn:pulumi:dev::p::aws:kms/key:Key::k"
PARAMETERS = "urn:pulumi:dev::p::aws:rds/parameterGroup:ParameterGroup::p"
SECURITY = "urn:pulumi:dev::p::aws:ec2/securityGroup:SecurityGroup::s"

Break = Callable[[str], None]


@pytest.fixture
def server(account: Account) -> Iterator[Serving]:
    with serving(account) as running:
        yield running


@pytest.fixture
def refuse_once(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Lets AWS refuse the next call of an operation."""
    original = Request.api
    waiting: set[str] = set()

    def api(self: Request, service: str, operation: str, /, **params: Any) -> Any:
        def send(*_: object) -> Any:
            return original(self, service, operation, **params)

        if operation in waiting:
            waiting.discard(operation)
            error = {"Code": "ThrottlingException", "Message": "injected"}
            raise ClientError({"Error": error}, operation)
        return send()

    monkeypatch.setattr(Request, "api", api)
    return waiting.add


def begun(stub: Any, urn: str, inputs: Mapping[str, Any]) -> Any:
    """The engine's record of a creation that broke off."""
    with pytest.raises(grpc.RpcError, match="injected") as failed:
        created(stub, urn, inputs)
    [content] = [value for key, value in failed.value.trailing_metadata() if key == "grpc-status-details-bin"]
    [packed] = status_pb2.Status.FromString(content).details
    detail = provider_pb2.ErrorResourceInitFailed()
    assert packed.Unpack(detail)
    return detail


def updated(stub: Any, urn: str, detail: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The update by which the engine takes it up."""
    request = provider_pb2.UpdateRequest(
        id=detail.id,
        urn=urn,
        olds=detail.properties,
        old_inputs=detail.inputs,
        news=values.struct(inputs),
    )
    return values.marked(stub.Update(request).properties)


def changes(account: Account, urn: str) -> list[str]:
    return [call.operation for call in account.calls_of(urn) if not call.operation.startswith(READING)]


@pytest.mark.parametrize(
    ("urn", "inputs", "operation"),
    [
        (GROUP, {"name": "g", "retentionInDays": 7}, "put_retention_policy"),
        (KEY, {"enableKeyRotation": True}, "enable_key_rotation"),
        (NETWORK, {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True}, "modify_vpc_attribute"),
        (SECURITY, {"name": "s", "description": "d"}, "revoke_security_group_egress"),
        (
            PARAMETERS,
            {
                "name": "p",
                "family": "postgres17",
                "description": "d",
                "parameters": [{"name": "log_min_duration_statement", "value": "1000"}],
            },
            "modify_db_parameter_group",
        ),
    ],
    ids=["log group", "key", "network", "security group", "parameter group"],
)
def test_what_broke_off_is_recorded_and_the_next_update_makes_the_rest(
    urn: str,
    inputs: dict[str, Any],
    operation: str,
    server: Serving,
    account: Account,
    refuse_once: Break,
) -> None:
    with connected(server) as stub:
        refuse_once(operation)
        detail = begun(stub, urn, inputs)
        assert detail.id
        assert list(detail.reasons) == [
            f"An error occurred (ThrottlingException) when calling the {operation} operation: injected"
        ]
        state = updated(stub, urn, detail, inputs)
        clean = created(stub, urn.replace("::p::", "::q::"), _named(inputs))
    assert state.keys() == values.marked(clean.properties).keys()
    made = changes(account, urn)
    assert made == changes(account, urn.replace("::p::", "::q::"))
    assert made.count(made[0]) == 1  # nothing is there twice


def _named(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The same under another name."""
    return {**inputs, "name": "another"} if "name" in inputs else dict(inputs)


def test_a_creation_whose_first_call_fails_leaves_nothing_to_take_up(
    server: Serving, refuse_once: Break
) -> None:
    with connected(server) as stub:
        refuse_once("create_log_group")
        with pytest.raises(grpc.RpcError, match="injected") as failed:
            created(stub, GROUP, {"name": "g", "retentionInDays": 7})
        assert "grpc-status-details-bin" not in dict(failed.value.trailing_metadata())
        assert created(stub, GROUP, {"name": "g", "retentionInDays": 7}).id == "g"


def test_a_completion_may_fail_too(server: Serving, account: Account, refuse_once: Break) -> None:
    inputs = {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True, "enableDnsSupport": True}
    with connected(server) as stub:
        refuse_once("modify_vpc_attribute")
        detail = begun(stub, NETWORK, inputs)
        refuse_once("modify_vpc_attribute")
        with pytest.raises(grpc.RpcError, match="injected"):
            updated(stub, NETWORK, detail, inputs)
        updated(stub, NETWORK, detail, inputs)
    assert changes(account, NETWORK).count("CreateVpc") == 1


def test_what_broke_off_can_be_changed_or_deleted_instead(
    server: Serving, account: Account, refuse_once: Break
) -> None:
    logs = account.client("logs")
    with connected(server) as stub:
        refuse_once("put_retention_policy")
        detail = begun(stub, GROUP, {"name": "g", "retentionInDays": 7})
        updated(stub, GROUP, detail, {"name": "g", "retentionInDays": 30})
        assert logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 30

        other = GROUP.replace("::g", "::h")
        refuse_once("put_retention_policy")
        detail = begun(stub, other, {"name": "h", "retentionInDays": 7})
        stub.Delete(provider_pb2.DeleteRequest(id=detail.id, urn=other, properties=detail.properties))
    assert [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]] == ["g"]


def test_a_call_that_had_its_effect_without_an_answer_is_refused_until_the_resource_is_replaced(
    server: Serving, account: Account
) -> None:
    """Nothing is taken for granted: AWS says that it was done, and the half-made thing holds nothing yet."""
    gateway = "urn:pulumi:dev::p::aws:ec2/internetGateway:InternetGateway::i"
    ec2 = account.client("ec2")
    inputs = {"vpcId": ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]}

    def lose(**_: object) -> None:
        raise ConnectionError("injected: the answer was lost")

    with connected(server) as stub:
        ec2.meta.events.register("after-call.ec2.AttachInternetGateway", lose)
        try:
            detail = begun(stub, gateway, inputs)
        finally:
            ec2.meta.events.unregister("after-call.ec2.AttachInternetGateway", lose)
        with pytest.raises(grpc.RpcError, match="already has an internet gateway attached"):
            updated(stub, gateway, detail, inputs)
        stub.Delete(
            provider_pb2.DeleteRequest(
                id=detail.id, urn=gateway, properties=detail.properties, old_inputs=detail.inputs
            )
        )
        again = created(stub, gateway, inputs)
    [found] = ec2.describe_internet_gateways()["InternetGateways"]
    assert found["InternetGatewayId"] == again.id
