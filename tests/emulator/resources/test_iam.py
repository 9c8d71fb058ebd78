"""IAM roles, policies and identity providers."""

import json

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy


def trust(service: str = "lambda.amazonaws.com") -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allowing(action: str, resource: str = "*") -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_role_has_its_trust_limits_and_policies(account: Account) -> None:
    def program() -> None:
        boundary = aws.iam.Policy("boundary", name="boundary", policy=allowing("*"), path="/limits/")
        role = aws.iam.Role(
            "task",
            name="hookrelay-task-role",
            assume_role_policy=trust(),
            description="the task",
            max_session_duration=7200,
            path="/app/",
            permissions_boundary=boundary.arn,
            tags={"Project": "hookrelay"},
        )
        aws.iam.RolePolicy("own", name="own", role=role.id, policy=allowing("sqs:SendMessage"))
        shared = aws.iam.Policy("shared", policy=allowing("s3:GetObject"))
        aws.iam.RolePolicyAttachment("shared", role=role.name, policy_arn=shared.arn)
        aws.iam.RolePolicyAttachment(
            "basic",
            role=role.name,
            policy_arn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        )
        pulumi.export("arn", role.arn)
        pulumi.export("shared", shared.arn)
        pulumi.export("unique", role.unique_id)

    outputs, iam = deploy(program, account).outputs, account.client("iam")
    role = iam.get_role(RoleName="hookrelay-task-role")["Role"]
    assert outputs["arn"] == role["Arn"] == "arn:aws:iam::123456789012:role/app/hookrelay-task-role"
    assert outputs["unique"] == role["RoleId"]
    assert (role["MaxSessionDuration"], role["Description"]) == (7200, "the task")
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"].endswith("/limits/boundary")
    assert role["Tags"] == [{"Key": "Project", "Value": "hookrelay"}]
    assert role["AssumeRolePolicyDocument"] == json.loads(trust())
    inside = iam.get_role_policy(RoleName="hookrelay-task-role", PolicyName="own")["PolicyDocument"]
    assert inside == json.loads(allowing("sqs:SendMessage"))
    attached = iam.list_attached_role_policies(RoleName="hookrelay-task-role")["AttachedPolicies"]
    assert {policy["PolicyArn"] for policy in attached} == {
        outputs["shared"],
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    }


def test_a_policy_that_aws_does_not_have_cannot_be_attached(account: Account) -> None:
    def program() -> None:
        role = aws.iam.Role("task", assume_role_policy=trust())
        aws.iam.RolePolicyAttachment(
            "typo",
            role=role.name,
            policy_arn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutoinRole",
        )

    with pytest.raises(Exception, match="AWSLambdaBasicExecutoinRole"):
        deploy(program, account)


def test_a_host_wears_a_profile_with_its_role(account: Account) -> None:
    def program() -> None:
        role = aws.iam.Role("host", assume_role_policy=trust("ec2.amazonaws.com"))
        profile = aws.iam.InstanceProfile("host", name="host-profile", role=role.name)
        pulumi.export("arn", profile.arn)
        pulumi.export("role", role.name)

    outputs = deploy(program, account).outputs
    profile = account.client("iam").get_instance_profile(InstanceProfileName="host-profile")[
        "InstanceProfile"
    ]
    assert profile["Arn"] == outputs["arn"]
    assert [role["RoleName"] for role in profile["Roles"]] == [outputs["role"]]


@pytest.mark.requirement("X-19")
def test_an_issuer_of_tokens_is_trusted(account: Account) -> None:
    def program() -> None:
        provider = aws.iam.OpenIdConnectProvider(
            "github", url="https://token.actions.githubusercontent.com", client_id_lists=["sts.amazonaws.com"]
        )
        pulumi.export("arn", provider.arn)

    arn = deploy(program, account).outputs["arn"]
    found = account.client("iam").get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert arn.endswith(":oidc-provider/token.actions.githubusercontent.com")
    assert found["ClientIDList"] == ["sts.amazonaws.com"]


def test_service_linked_roles_and_the_password_policy(account: Account) -> None:
    def program() -> None:
        role = aws.iam.ServiceLinkedRole("ecs", aws_service_name="ecs.amazonaws.com")
        aws.iam.AccountPasswordPolicy("passwords", minimum_password_length=14, max_password_age=90)
        pulumi.export("name", role.name)

    outputs, iam = deploy(program, account).outputs, account.client("iam")
    assert outputs["name"].startswith("AWSServiceRoleFor")
    assert iam.get_account_password_policy()["PasswordPolicy"]["MinimumPasswordLength"] == 14


def test_a_typed_policy_document_is_taken_as_the_text_is(account: Account) -> None:
    def program() -> None:
        aws.iam.Role(
            "typed",
            name="typed",
            assume_role_policy=aws.iam.PolicyDocumentArgs(
                version=aws.iam.PolicyDocumentVersion.POLICY_DOCUMENT_VERSION_2012_10_17,
                statement=[
                    aws.iam.PolicyStatementArgs(
                        effect=aws.iam.PolicyStatementEffect.ALLOW,
                        action="sts:AssumeRole",
                        principal=aws.iam.ServicePrincipalArgs(service="lambda.amazonaws.com"),
                    )
                ],
            ),
        )

    deploy(program, account)
    found = account.client("iam").get_role(RoleName="typed")["Role"]["AssumeRolePolicyDocument"]
    assert found["Statement"][0]["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert found["Version"] == "2012-10-17"
