"""Parameters of Systems Manager."""

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy


@pytest.mark.requirement("HR-24")
def test_a_parameter_has_a_value_a_type_and_an_arn(account: Account) -> None:
    def program() -> None:
        parameter = aws.ssm.Parameter(
            "url",
            name="/hookrelay/database-url",
            type="SecureString",
            value="postgresql://x",
            description="of the database",
            tags={"a": "b"},
        )
        plain = aws.ssm.Parameter("plain", name="plain", type="String", insecure_value="seen")
        pulumi.export("arn", parameter.arn)
        pulumi.export("plain", plain.arn)
        pulumi.export("version", parameter.version)

    outputs, ssm = deploy(program, account).outputs, account.client("ssm")
    found = ssm.get_parameter(Name="/hookrelay/database-url", WithDecryption=True)["Parameter"]
    assert (found["Value"], found["Type"], found["Version"]) == ("postgresql://x", "SecureString", 1)
    assert (
        outputs["arn"]
        == found["ARN"]
        == "arn:aws:ssm:us-east-1:123456789012:parameter/hookrelay/database-url"
    )
    assert outputs["plain"] == "arn:aws:ssm:us-east-1:123456789012:parameter/plain"
    assert ssm.get_parameter(Name="plain")["Parameter"]["Value"] == "seen"
    tags = ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/hookrelay/database-url")[
        "TagList"
    ]
    assert tags == [{"Key": "a", "Value": "b"}]


@pytest.mark.requirement("HR-24")
def test_a_slot_is_filled_write_only(account: Account) -> None:
    def program() -> None:
        slot = aws.ssm.Parameter(
            "slot",
            name="/slot",
            type="SecureString",
            value_wo=pulumi.Output.secret("placeholder"),
            value_wo_version=1,
        )
        pulumi.export("has", slot.has_value_wo)

    deployment = deploy(program, account)
    outputs, states = deployment.outputs, [deployment.state_of(urn) for urn in deployment.created]
    found = account.client("ssm").get_parameter(Name="/slot", WithDecryption=True)["Parameter"]
    assert found["Value"] == "placeholder"
    assert outputs["has"] is True
    assert "placeholder" not in repr(states)
