"""How AWS puts the documents about one request together, within one account.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: a deny anywhere
wins; a resource policy that names the session allows by itself; one that names the role, or everybody,
allows what boundary and session policy don't withhold; else identity policy, boundary and session policy
must all allow. KMS keys and roles are the exception: their own policy must allow, or delegate to the
account.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from .calls import Need
from .identity import Caller, role, trust
from .language import Decision, Document, Principal, allowed, evaluate
from .state import AccountState

_OWN_POLICY_RULES = ("kms:", "sts:AssumeRole")


def _facts(who: Caller, account: str, region: str) -> dict[str, str | Sequence[str]]:
    return {
        "aws:RequestedRegion": region,
        "aws:SecureTransport": "true",
        "aws:PrincipalArn": who.role,
        "aws:PrincipalAccount": account,
        "aws:PrincipalType": "AssumedRole",
        "aws:ResourceAccount": account,
        "aws:CurrentTime": datetime.now(UTC).isoformat(),
        "aws:EpochTime": str(int(datetime.now(UTC).timestamp())),
    }


def _says(document: Document | None, need: Need, facts: Mapping[str, str | Sequence[str]]) -> Decision:
    """What a limiting document says; one that isn't there limits nothing."""
    return Decision.ALLOW if document is None else evaluate([document], need.action, need.resource, facts)


def _resource_policy(state: AccountState, need: Need) -> Document | None:
    if need.action == "sts:AssumeRole":
        return trust(state.account, need.resource)
    return state.resource_policy(need.resource) if need.resource != "*" else None


def permits(
    state: AccountState,
    who: Caller,
    need: Need,
    region: str,
    extra: Mapping[str, str | Sequence[str]] | None = None,
) -> bool:
    """Whether a role (or its session) may do this; ``extra`` are condition keys of the request."""
    facts = {**_facts(who, state.account, region), **(extra or {}), **need.context}
    identity = evaluate(who.policies, need.action, need.resource, facts)
    own = _resource_policy(state, need)
    documents = [own] if own else []
    # a trust policy has no Resource, and a key policy's is "*": both are about the thing that they are on
    resource = evaluate(documents, need.action, need.resource, facts, who.principal)
    direct = evaluate(documents, need.action, need.resource, facts, who.principal, roots=False)
    boundary, scope = _says(who.boundary, need, facts), _says(who.scope, need, facts)
    if Decision.DENY in (identity, resource, boundary, scope):
        return False
    limited = boundary is Decision.ALLOW and scope is Decision.ALLOW
    if direct is Decision.ALLOW:
        by_session = Principal(kind="AWS", names=(who.session,)) if who.session else None
        named = by_session and evaluate(documents, need.action, need.resource, facts, by_session)
        return limited or named is Decision.ALLOW
    one_thing = need.resource != "*"
    if (
        one_thing
        and need.action.startswith("kms:")
        and need.action[4:] in state.grants(need.resource, who.role)
    ):
        return limited
    if need.action.startswith(_OWN_POLICY_RULES) and one_thing and resource is not Decision.ALLOW:
        return False
    return identity is Decision.ALLOW and limited


def role_may(
    account: str,
    arn: str,
    action: str,
    resource: str,
    region: str,
    context: Mapping[str, str | Sequence[str]] | None = None,
) -> bool:
    """Whether a role may do one thing: asked by services that act in its name before they do."""
    need = Need(action=action, resource=resource, context=context or {})
    return permits(AccountState(account), role(account, arn), need, region)


def service_may(
    account: str,
    service: str,
    action: str,
    resource: str,
    *,
    source: str,
    owner: str | None = None,
    context: Mapping[str, str | Sequence[str]] | None = None,
) -> bool:
    """Whether a resource's policy lets an AWS service act on it for one of the account's resources.

    Args:
        account: The account of both.
        service: The service's principal, e.g. ``sns.amazonaws.com``.
        action: Such as ``sqs:SendMessage``.
        resource: ARN of the queue, topic, function, key or bucket.
        source: ARN of the topic, rule, bucket or API for which the service acts.
        owner: Account of the source, the same by default.
        context: More condition keys of the request.

    """
    state, owner = AccountState(account), owner or account
    facts: dict[str, str | Sequence[str]] = {
        "aws:SourceArn": source,
        "aws:SourceAccount": owner,
        "aws:SourceOwner": owner,
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": service,
        "aws:SecureTransport": "true",
        "aws:CurrentTime": datetime.now(UTC).isoformat(),
        **(context or {}),
    }
    document = state.resource_policy(resource)
    who = Principal.service(service)
    return document is not None and allowed([document], action, resource, facts, who)


def assumable(account: str, arn: str, service: str) -> bool:
    """Whether a role's trust policy lets a service assume it; False also where there is no such role."""
    document = trust(account, arn)
    who = Principal.service(service)
    facts = {"aws:SourceAccount": account}
    return document is not None and allowed([document], "sts:AssumeRole", arn, facts, who)


def service_may_use_key(account: str, region: str, service: str, key: str, *, source: str) -> bool:
    """Whether a service may write to something that a key encrypts.

    An AWS-managed key (``alias/aws/...``) admits only principals of the account, so a service's message to
    such a queue or topic is lost without a trace; a customer's key must name the service in its policy.
    """
    if key.startswith("alias/aws/") or ":alias/aws/" in key:
        return False
    arn = AccountState(account).key_arn(region, key)
    if arn is None:
        return False
    wanted = ("kms:GenerateDataKey", "kms:Decrypt")
    return all(service_may(account, service, action, arn, source=source) for action in wanted)


def service_may_encrypt_logs(account: str, region: str, key: str, group: str) -> bool:
    """Whether a key's policy lets CloudWatch Logs encrypt a log group; log groups name keys by ARN only."""
    state = AccountState(account)
    document = state.resource_policy(key) if key.startswith("arn:") and state.key_arn(region, key) else None
    if document is None:
        return False
    who = Principal.service(f"logs.{region}.amazonaws.com")
    facts: dict[str, str | Sequence[str]] = {
        "kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{account}:log-group:{group}",
        "kms:EncryptionContextKeys": ["aws:logs:arn"],
        "aws:SourceAccount": account,
    }
    return all(
        evaluate([document], f"kms:{action}", key, facts, who) is Decision.ALLOW
        for action in ("Encrypt", "Decrypt", "GenerateDataKey")
    )
