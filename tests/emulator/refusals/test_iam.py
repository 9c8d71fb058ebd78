"""IAM."""

import pytest

from emulator.account import Account

from . import allow, document, refused, role

TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


@pytest.mark.parametrize(
    ("trust", "reason"),
    [
        ({**TRUST, "Principal": {"Service": "lamda.amazonaws.com"}}, "doesn't exist"),
        ({"Effect": "Allow", "Action": "sts:AssumeRole"}, "exactly one of Principal"),
        ({**TRUST, "Resource": "*"}, "must not have Resource"),
        ({**TRUST, "Principal": {"AWS": "arn:aws:iam::123456789012:role/nobody"}}, "doesn't exist"),
    ],
)
def test_refused_trust(account: Account, trust: dict[str, object], reason: str) -> None:
    iam = account.client("iam")
    assert reason in refused(iam.create_role, RoleName="made", AssumeRolePolicyDocument=document(trust))
    role(account)
    assert reason in refused(iam.update_assume_role_policy, RoleName="made", PolicyDocument=document(trust))
    iam.update_assume_role_policy(RoleName="made", PolicyDocument=document(TRUST))


def test_a_boundary_must_exist_and_sessions_have_limits(account: Account) -> None:
    iam = account.client("iam")
    given = {"RoleName": "made", "AssumeRolePolicyDocument": document(TRUST)}
    boundary = "arn:aws:iam::123456789012:policy/edge"
    assert "to be its boundary" in refused(iam.create_role, **given, PermissionsBoundary=boundary)
    iam.create_policy(PolicyName="edge", PolicyDocument=document(allow("s3:*")))
    iam.create_role(**given, PermissionsBoundary=boundary, MaxSessionDuration=43200)


def test_inline_policies_share_their_limit(account: Account) -> None:
    iam = account.client("iam")
    role(account)
    half = document(*[allow("s3:GetObject", f"arn:aws:s3:::bucket-number-{n:04}/*") for n in range(60)])
    assert 5120 < len(half.replace(" ", "")) < 10240
    iam.put_role_policy(RoleName="made", PolicyName="one", PolicyDocument=half)
    iam.put_role_policy(RoleName="made", PolicyName="one", PolicyDocument=half)
    assert "at most 10240" in refused(
        iam.put_role_policy, RoleName="made", PolicyName="two", PolicyDocument=half
    )


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (allow("s3:GetObject", "bucket/*"), "not an ARN"),
        (allow("s4:GetObject"), "unknown service"),
        (allow("s3:GetObject", Principal="*"), "must not have Principal"),
        ({"Effect": "Allow", "Action": "s3:*"}, "exactly one of Resource"),
    ],
)
def test_refused_identity_policies(account: Account, statement: dict[str, object], reason: str) -> None:
    iam = account.client("iam")
    role(account)
    bad = document(statement)
    assert reason in refused(iam.put_role_policy, RoleName="made", PolicyName="p", PolicyDocument=bad)
    assert reason in refused(iam.create_policy, PolicyName="p", PolicyDocument=bad)
    good = document(allow("s3:GetObject", "arn:aws:s3:::bucket/*"))
    iam.put_role_policy(RoleName="made", PolicyName="p", PolicyDocument=good)
    iam.create_policy(PolicyName="p", PolicyDocument=good)


def test_a_role_has_ten_attached_policies_at_most(account: Account) -> None:
    iam = account.client("iam")
    role(account)
    policy = document(allow("s3:GetObject"))
    arns = [iam.create_policy(PolicyName=f"p{n}", PolicyDocument=policy)["Policy"]["Arn"] for n in range(11)]
    for arn in arns[:10]:
        iam.attach_role_policy(RoleName="made", PolicyArn=arn)
    assert "more than 10" in refused(iam.attach_role_policy, RoleName="made", PolicyArn=arns[10])


def test_providers_and_instance_profiles(account: Account) -> None:
    iam = account.client("iam")
    add = iam.create_open_id_connect_provider
    assert "begins with https" in refused(
        add, Url="token.actions.githubusercontent.com", ClientIDList=["sts"]
    )
    add(Url="https://token.actions.githubusercontent.com", ClientIDList=["sts.amazonaws.com"])
    iam.create_instance_profile(InstanceProfileName="host")
    role(account, "ec2")
    role(account, "ec2", name="second")
    iam.add_role_to_instance_profile(InstanceProfileName="host", RoleName="made")
    add = iam.add_role_to_instance_profile
    assert "has a role already" in refused(add, InstanceProfileName="host", RoleName="second")
