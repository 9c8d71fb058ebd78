"""IAM.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.policies.grammar import IDENTITY, MANAGED, TRUST

from .core import Params, refuses
from .documents import malformed
from .facts import found, within

if TYPE_CHECKING:
    from emulator.account import Account

INLINE_LIMIT = 10_240
"""Characters of all inline policies of one role together, white space aside."""

MOST_ATTACHED = 10
SESSION_SECONDS = (3600, 43_200)


@refuses("iam", "CreateRole")
def role(params: Params, account: "Account", region: str) -> Iterator[str]:
    """The trust policy, the longest session, and the boundary."""
    name = params["RoleName"]
    yield from malformed(
        f"the trust policy of role {name}", params["AssumeRolePolicyDocument"], TRUST, account
    )
    yield from within(
        "MaxSessionDuration", params.get("MaxSessionDuration"), *SESSION_SECONDS, unit="seconds"
    )
    boundary = params.get("PermissionsBoundary")
    own = boundary and ":aws:policy/" not in boundary
    if own and found(account, region, "iam", "get_policy", PolicyArn=boundary) is None:
        yield f"role {name}: there is no policy {boundary} to be its boundary"


@refuses("iam", "UpdateAssumeRolePolicy")
def trust(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A new trust policy."""
    name = f"the trust policy of role {params['RoleName']}"
    yield from malformed(name, params["PolicyDocument"], TRUST, account)


@refuses("iam", "PutRolePolicy")
def inline(params: Params, account: "Account", region: str) -> Iterator[str]:
    """An inline policy, and the size of all of a role's together."""
    name, role_name = params["PolicyName"], params["RoleName"]
    yield from malformed(f"policy {name} of role {role_name}", params["PolicyDocument"], IDENTITY)
    names = found(account, region, "iam", "list_role_policies", RoleName=role_name)
    if names is None:
        return
    iam = account.client("iam")
    others = [
        json.dumps(iam.get_role_policy(RoleName=role_name, PolicyName=other)["PolicyDocument"])
        for other in names["PolicyNames"]
        if other != name
    ]
    size = len(re.sub(r"\s", "", "".join([*others, str(params["PolicyDocument"])])))
    if size > INLINE_LIMIT:
        yield f"role {role_name}: its inline policies have {size} characters together, at most {INLINE_LIMIT}"


@refuses("iam", "CreatePolicy", "CreatePolicyVersion")
def managed(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """A managed policy."""
    name = params.get("PolicyName") or params["PolicyArn"]
    yield from malformed(f"policy {name}", params["PolicyDocument"], MANAGED)


@refuses("iam", "AttachRolePolicy")
def attachment(params: Params, account: "Account", region: str) -> Iterator[str]:
    """More policies than a role may have."""
    attached = found(account, region, "iam", "list_attached_role_policies", RoleName=params["RoleName"])
    arns = {policy["PolicyArn"] for policy in (attached or {}).get("AttachedPolicies", ())}
    if len(arns | {params["PolicyArn"]}) > MOST_ATTACHED:
        yield f"role {params['RoleName']} would have more than {MOST_ATTACHED} attached policies"


@refuses("iam", "CreateOpenIDConnectProvider")
def provider(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Identity providers are https URLs."""
    if not params["Url"].startswith("https://"):
        yield f"the URL of an identity provider begins with https://, not {params['Url']!r}"


@refuses("iam", "AddRoleToInstanceProfile")
def instance_profile(params: Params, account: "Account", region: str) -> Iterator[str]:
    """A second role in an instance profile."""
    name = params["InstanceProfileName"]
    profile = found(account, region, "iam", "get_instance_profile", InstanceProfileName=name)
    if profile and profile["InstanceProfile"]["Roles"]:
        yield f"instance profile {name} has a role already, one is all it can have"
