"""The provider protocol, spoken as the engine speaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from emulator import wire
from emulator.account import Account
from emulator.provider import values
from emulator.provider.serving import Serving, exports, serving
from emulator.server import PortTakenError

QUEUE = "urn:pulumi:dev::platforms::platforms:index:Queue$aws:sqs/queue:Queue::q"
SECRET = "urn:pulumi:dev::platforms::aws:secretsmanager/secretVersion:SecretVersion::v"


@pytest.fixture
def server(account: Account) -> Iterator[Serving]:
    with serving(account) as running:
        yield running


@contextmanager
def connected(server: Serving, **arguments: Any) -> Iterator[Any]:
    """A connection as the engine opens one for each provider."""
    own = [("grpc.use_local_subchannel_pool", 1)]  # or two channels would share one connection
    with grpc.insecure_channel(f"127.0.0.1:{server.port}", options=own) as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest(args=values.struct(arguments)))
        yield stub


def created(stub: Any, urn: str, inputs: Mapping[str, Any], *, preview: bool = False) -> Any:
    return stub.Create(provider_pb2.CreateRequest(urn=urn, properties=values.struct(inputs), preview=preview))


def diffed(stub: Any, urn: str, made: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> Any:
    return stub.Diff(
        provider_pb2.DiffRequest(
            id=made.id,
            urn=urn,
            olds=made.properties,
            old_inputs=values.struct(old),
            news=values.struct(new),
        )
    )


def test_each_provider_keeps_its_own_region_and_tags(server: Serving, account: Account) -> None:
    tags = json.dumps({"tags": {"Project": "one"}})  # as the engine sends what is not text
    with connected(server, region="eu-west-1", defaultTags=tags) as one, connected(server) as other:
        here = created(one, QUEUE, {"name": "a", "tags": {"Own": "tag"}})
        there = created(other, QUEUE, {"name": "a"})
    assert "eu-west-1" in here.id
    assert "us-east-1" in there.id
    outputs = values.marked(here.properties)
    assert outputs["tags"] == {"Own": "tag"}
    assert outputs["tagsAll"] == {"Project": "one", "Own": "tag"}
    kept = account.client("sqs", "eu-west-1").list_queue_tags(QueueUrl=here.id)["Tags"]
    assert kept == {"Project": "one", "Own": "tag"}


def test_a_provider_of_another_account_is_refused(server: Serving) -> None:
    with (
        pytest.raises(grpc.RpcError, match="AWS account ID not allowed"),
        connected(server, allowedAccountIds=json.dumps(["999999999999"])),
    ):
        pass


def test_a_preview_makes_nothing_and_knows_only_what_was_given(server: Serving, account: Account) -> None:
    with connected(server) as stub:
        made = created(stub, QUEUE, {"name": "a", "kmsMasterKeyId": wire.UNKNOWN}, preview=True)
    assert made.id == ""
    assert values.marked(made.properties) == {"name": "a", "kmsMasterKeyId": wire.UNKNOWN}
    assert account.requests == []


def test_a_name_that_exists_is_awss_own_error_and_nothing_is_adopted(server: Serving) -> None:
    group = "urn:pulumi:dev::platforms::aws:cloudwatch/logGroup:LogGroup::g"
    with connected(server) as stub:
        created(stub, group, {"name": "taken"})
        with pytest.raises(grpc.RpcError, match="ResourceAlreadyExistsException"):
            created(stub, group, {"name": "taken"})


def test_what_an_update_operation_takes_updates_and_everything_else_replaces(server: Serving) -> None:
    old = {"name": "a", "delaySeconds": 1}
    with connected(server) as stub:
        made = created(stub, QUEUE, old)
        same = diffed(stub, QUEUE, made, old, dict(old))
        updated = diffed(stub, QUEUE, made, old, {"name": "a", "delaySeconds": 2})
        replaced = diffed(stub, QUEUE, made, old, {"name": "b", "delaySeconds": 1})
    assert same.changes == provider_pb2.DiffResponse.DIFF_NONE
    assert list(updated.diffs) == ["delaySeconds"]
    assert list(updated.replaces) == []
    assert list(replaced.replaces) == ["name"]


def test_a_replacement_that_keeps_its_name_waits_for_the_deletion(server: Serving) -> None:
    old = {"name": "a"}
    with connected(server) as stub:
        made = created(stub, QUEUE, old)
        kept = diffed(stub, QUEUE, made, old, {"name": "a", "fifoQueue": True})
        other = diffed(stub, QUEUE, made, old, {"name": "b"})
    assert kept.deleteBeforeReplace
    assert not other.deleteBeforeReplace


def test_other_default_tags_are_a_change_in_place(server: Serving) -> None:
    with connected(server) as stub:
        made = created(stub, QUEUE, {"name": "a"})
    with connected(server, defaultTags=json.dumps({"tags": {"Project": "p"}})) as stub:
        told = diffed(stub, QUEUE, made, {"name": "a"}, {"name": "a"})
    assert list(told.diffs) == ["tagsAll"]
    assert list(told.replaces) == []


def test_a_preview_does_not_know_what_aws_adds_inside_of_what_is_given(server: Serving) -> None:
    urn = "urn:pulumi:dev::platforms::aws:amplify/domainAssociation:DomainAssociation::d"
    app = "urn:pulumi:dev::platforms::aws:amplify/app:App::a"
    branch = "urn:pulumi:dev::platforms::aws:amplify/branch:Branch::b"
    with connected(server) as stub:
        id_ = created(stub, app, {"name": "a"}).id
        created(stub, branch, {"appId": id_, "branchName": "main"})
        given = {
            "appId": id_,
            "domainName": "example.com",
            "subDomains": [{"prefix": "", "branchName": "main"}],
        }
        [foreseen] = values.marked(created(stub, urn, given, preview=True).properties)["subDomains"]
        assert foreseen == {**given["subDomains"][0], "dnsRecord": wire.UNKNOWN, "verified": wire.UNKNOWN}
        made = created(stub, urn, given)
        known = values.marked(made.properties)["subDomains"]
        assert "CNAME" in known[0]["dnsRecord"]

        new = {**given, "enableAutoSubDomain": True}
        update = provider_pb2.UpdateRequest(
            id=made.id,
            urn=urn,
            olds=made.properties,
            old_inputs=values.struct(given),
            news=values.struct(new),
            preview=True,
        )
        assert values.marked(stub.Update(update).properties)["subDomains"] == known


def test_an_update_calls_aws_and_its_preview_does_not(server: Serving, account: Account) -> None:
    old, new = {"name": "a", "delaySeconds": 1}, {"name": "a", "delaySeconds": 2}
    sqs = account.client("sqs")
    with connected(server) as stub:
        made = created(stub, QUEUE, old)

        def update(*, preview: bool) -> dict[str, Any]:
            request = provider_pb2.UpdateRequest(
                id=made.id,
                urn=QUEUE,
                olds=made.properties,
                old_inputs=values.struct(old),
                news=values.struct(new),
                preview=preview,
            )
            return values.marked(stub.Update(request).properties)

        def delay() -> str:
            known = sqs.get_queue_attributes(QueueUrl=made.id, AttributeNames=["DelaySeconds"])
            return str(known["Attributes"]["DelaySeconds"])

        foreseen = update(preview=True)
        assert delay() == "1"
        outputs = update(preview=False)
        assert delay() == "2"
    assert foreseen == outputs
    assert outputs["delaySeconds"] == 2
    assert outputs["arn"] == values.marked(made.properties)["arn"]


def test_secrets_stay_secret_and_write_only_inputs_are_nowhere(server: Serving, account: Account) -> None:
    secret = account.client("secretsmanager").create_secret(Name="s")["ARN"]
    with connected(server) as stub:
        shown = created(stub, SECRET, {"secretId": secret, "secretString": wire.secret("hidden")})
        gone = created(
            stub,
            SECRET,
            {"secretId": secret, "secretStringWo": wire.secret("hidden"), "secretStringWoVersion": 2},
        )
    assert values.marked(shown.properties)["secretString"] == wire.secret("hidden")
    assert "secretStringWo" not in values.marked(gone.properties)
    assert "hidden" not in str(gone.properties)


def test_a_refusal_never_shows_a_secret(server: Serving) -> None:
    parameter = "urn:pulumi:dev::platforms::aws:ssm/parameter:Parameter::p"
    with connected(server) as stub, pytest.raises(grpc.RpcError) as refused:
        created(
            stub,
            parameter,
            {"name": "a", "type": "SecureString", "value": "v", "tier": wire.secret("hush-hush")},
        )
    assert "hush-hush" not in refused.value.details()
    assert "[secret]" in refused.value.details()


def test_a_look_up_finds_what_others_changed_and_nothing_else(server: Serving, account: Account) -> None:
    inputs = {"name": "a", "delaySeconds": 1, "visibilityTimeoutSeconds": 30}
    with connected(server) as stub:
        made = created(stub, QUEUE, inputs)

        def read() -> Any:
            return stub.Read(
                provider_pb2.ReadRequest(
                    id=made.id, urn=QUEUE, properties=made.properties, inputs=values.struct(inputs)
                )
            )

        calm = read()
        account.client("sqs").set_queue_attributes(QueueUrl=made.id, Attributes={"DelaySeconds": "9"})
        changed = read()
        account.client("sqs").delete_queue(QueueUrl=made.id)
        gone = read()
    assert values.marked(calm.inputs) == inputs
    assert calm.properties == made.properties
    assert values.marked(changed.inputs) == {**inputs, "delaySeconds": 9}
    assert gone.id == ""


def test_an_import_yields_inputs_that_change_nothing(server: Serving, account: Account) -> None:
    url = account.client("sqs").create_queue(QueueName="a", Attributes={"DelaySeconds": "9"})["QueueUrl"]
    with connected(server) as stub:
        found = stub.Read(provider_pb2.ReadRequest(id=url, urn=QUEUE))
        assert found.id == url
        inputs = values.marked(found.inputs)
        assert inputs["delaySeconds"] == 9
        told = diffed(stub, QUEUE, found, inputs, inputs)
    assert told.changes == provider_pb2.DiffResponse.DIFF_NONE


def test_a_deletion_of_what_is_gone_is_done(server: Serving, account: Account) -> None:
    with connected(server) as stub:
        made = created(stub, QUEUE, {"name": "a"})
        account.client("sqs").delete_queue(QueueUrl=made.id)
        stub.Delete(provider_pb2.DeleteRequest(id=made.id, urn=QUEUE, properties=made.properties))


def test_a_type_without_a_room_is_refused_in_the_preview(server: Serving) -> None:
    with (
        connected(server) as stub,
        pytest.raises(grpc.RpcError, match="no room for resources of type aws:no"),
    ):
        stub.Check(provider_pb2.CheckRequest(urn="urn:pulumi:dev::platforms::aws:no/such:Thing::t"))


def test_provider_functions_are_answered(server: Serving) -> None:
    with connected(server, region="eu-west-1") as stub:
        told = stub.Invoke(provider_pb2.InvokeRequest(tok="aws:index/getRegion:getRegion"))
    assert values.marked(getattr(told, "return"))["region"] == "eu-west-1"


def test_a_taken_port_is_one_clear_error(server: Serving, account: Account) -> None:
    with pytest.raises(PortTakenError, match=f"port {server.port} is taken"), serving(account, server.port):
        pass


def test_the_lines_to_export_name_every_package(server: Serving) -> None:
    port = server.port
    assert f"export PULUMI_DEBUG_PROVIDERS=aws:{port},awsx:{port},random:{port}" in exports(server)
