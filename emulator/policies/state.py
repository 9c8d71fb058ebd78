"""What policies have to ask the account: all reading of moto's back ends for them is here.

moto's describe operations would run through the same checks again and some hide what is needed (the session
behind an access key, the statements of a function's policy), so its back ends are read directly.
"""

import json
from collections.abc import Mapping
from typing import Any

from moto.apigatewayv2.models import apigatewayv2_backends
from moto.awslambda.models import lambda_backends
from moto.codedeploy.models import codedeploy_backends
from moto.dynamodb.models import dynamodb_backends
from moto.events.models import events_backends
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.ssm.models import ssm_backends

from .language import Document

KEY_MANAGED_BY_AWS = "alias/aws/"
"""The prefix of the aliases of keys that services make for themselves."""


def _document(text: object) -> Document | None:
    if isinstance(text, bytes):
        text = text.decode()
    parsed = json.loads(text) if isinstance(text, str) and text else text
    return parsed if isinstance(parsed, Mapping) and parsed.get("Statement") else None


class AccountState:
    """The account behind moto, as `emulator.policies.calls.State` asks for it."""

    def __init__(self, account: str) -> None:
        self.account = account

    # -- what the mapping of calls asks

    def secret_arn(self, region: str, name: str) -> str | None:
        """The ARN of a secret given by name or ARN."""
        secrets = secretsmanager_backends[self.account][region].secrets
        found = secrets.get(name) if name in secrets else None
        return str(found.arn) if found else None

    def key_arn(self, region: str, key: str) -> str | None:
        """The ARN of a key given by id, alias or ARN."""
        if key.startswith("arn:"):
            region = key.split(":")[3]
        backend = kms_backends[self.account][region]
        try:
            return str(backend.describe_key(key).arn)
        except (KeyError, AttributeError, ValueError):
            return None

    def customer_key(self, kind: str, region: str, name: str) -> str | None:
        """The ARN of the customer-managed key behind a resource; None where AWS manages or owns it."""
        given = _KEY_OF[kind](self.account, region, name)
        if not given or KEY_MANAGED_BY_AWS in given:
            return None
        arn = self.key_arn(region, given)
        if arn is None:
            return None
        key = kms_backends[self.account][arn.split(":")[3]].describe_key(arn)
        return None if any(alias.startswith(KEY_MANAGED_BY_AWS) for alias in key.aliases) else arn

    def partition_key(self, region: str, table: str) -> str | None:
        """The name of a table's partition key."""
        found = dynamodb_backends[self.account][region].tables.get(table)
        return str(found.hash_key_attr) if found else None

    def stage_of(self, host: str, path: str) -> tuple[str, str] | None:
        """The API id and stage that a callback URL's host and path lead to."""
        steps = [step for step in path.split("/") if step]
        if ".execute-api." in host:
            return (host.partition(".")[0], steps[0]) if steps else None
        for backend in apigatewayv2_backends[self.account].values():
            for mapping in backend.api_mappings.values():
                if mapping.domain_name == host and (mapping.api_mapping_key or "") == "/".join(steps):
                    return mapping.api_id, mapping.stage
        return None

    def region_of(self, host: str) -> str | None:
        """The region of an API's custom domain."""
        for region, backend in apigatewayv2_backends[self.account].items():
            if host in backend.domain_names:
                return str(region)
        return None

    def deployment_group_of(self, region: str, deployment: str) -> str | None:
        """``application/group`` of a CodeDeploy deployment."""
        found = codedeploy_backends[self.account][region].deployments.get(deployment)
        return f"{found.application_name}/{found.deployment_group_name}" if found else None

    # -- resource policies

    def resource_policy(self, arn: str) -> Document | None:
        """The policy on a resource; None if it has none, or is of a kind that has none."""
        service, region = arn.split(":")[2:4]
        reader = _POLICY_OF.get(service)
        return reader(self.account, region, arn) if reader else None

    def grants(self, key: str, role: str) -> set[str]:
        """The KMS operations that grants on a key give a role."""
        backend = kms_backends[self.account][key.split(":")[3]]
        granted = backend.describe_key(key).grants.values()
        return {name for grant in granted if grant.grantee_principal == role for name in grant.operations}


# -- the key behind a resource


def _queue_key(account: str, region: str, name: str) -> str | None:
    queue = sqs_backends[account][region].queues.get(name)
    return queue.kms_master_key_id if queue else None


def _topic_key(account: str, region: str, name: str) -> str | None:
    topic = sns_backends[account][region].topics.get(f"arn:aws:sns:{region}:{account}:{name}")
    return topic.kms_master_key_id if topic else None


def _bucket_key(account: str, region: str, name: str) -> str | None:  # noqa: ARG001
    bucket = s3_backends[account]["aws"].buckets.get(name)
    if bucket is None or not bucket.encryption:
        return None
    rule = bucket.encryption.get("Rule", {})
    default = (rule[0] if isinstance(rule, list) else rule).get("ApplyServerSideEncryptionByDefault", {})
    key: str | None = default.get("KMSMasterKeyID")
    return key


def _table_key(account: str, region: str, name: str) -> str | None:
    table = dynamodb_backends[account][region].tables.get(name)
    return (table.sse_specification or {}).get("KMSMasterKeyId") if table else None


def _secret_key(account: str, region: str, name: str) -> str | None:
    secrets = secretsmanager_backends[account][region].secrets
    return secrets[name].kms_key_id if name in secrets else None


def _parameter_key(account: str, region: str, name: str) -> str | None:
    found = ssm_backends[account][region].get_parameters([name])
    key = next(iter(found.values())).keyid if found else None
    return key if key and key != "alias/aws/ssm" else None


_KEY_OF = {
    "queue": _queue_key,
    "topic": _topic_key,
    "bucket": _bucket_key,
    "table": _table_key,
    "secret": _secret_key,
    "parameter": _parameter_key,
}


# -- the policy on a resource


def _queue_policy(account: str, region: str, arn: str) -> Document | None:
    queue = sqs_backends[account][region].queues.get(arn.rsplit(":", 1)[-1])
    return _document(queue.policy) if queue else None


def _topic_policy(account: str, region: str, arn: str) -> Document | None:
    topic = sns_backends[account][region].topics.get(arn)
    return _document(topic.policy) if topic else None


def _bucket_policy(account: str, region: str, arn: str) -> Document | None:  # noqa: ARG001
    bucket = s3_backends[account]["aws"].buckets.get(arn.rsplit(":::", maxsplit=1)[-1].partition("/")[0])
    return _document(bucket.policy) if bucket else None


def _key_policy(account: str, region: str, arn: str) -> Document | None:
    key = kms_backends[account][region].keys.get(arn.rpartition("/")[2])
    return _document(key.policy) if key else None


def _function_policy(account: str, region: str, arn: str) -> Document | None:
    """The statements for exactly this ARN: those for an alias, a version and the bare function are separate.

    moto keeps an alias's statements with the version that the alias meant at the time; on AWS they follow
    the alias.
    """
    name, _, qualifier = arn.partition(":function:")[2].partition(":")
    backend = lambda_backends[account][region]
    statements = []
    for version in [*backend.list_versions_by_function(name)]:
        for statement in version.policy.statements:
            given = str(statement.get("Resource", "")).partition(":function:")[2].removesuffix(":")
            about = given.rpartition(":")[2] if ":" in given else ""
            if about == qualifier and statement not in statements:
                statements.append(statement)
    return {"Version": "2012-10-17", "Statement": [{**one, "Resource": arn} for one in statements]}


def _secret_policy(account: str, region: str, arn: str) -> Document | None:
    secrets = secretsmanager_backends[account][region].secrets
    return _document(secrets[arn].policy) if arn in secrets else None


def _table_policy(account: str, region: str, arn: str) -> Document | None:
    table = arn.split("/index/", maxsplit=1)[0].split("/stream/", maxsplit=1)[0]
    found = dynamodb_backends[account][region].resource_policies.get(table)
    return _document(found.policy_doc) if found else None


def _bus_policy(account: str, region: str, arn: str) -> Document | None:
    bus = events_backends[account][region].event_buses.get(arn.rpartition("/")[2])
    return _document(bus.policy) if bus else None


_POLICY_OF: dict[str, Any] = {
    "sqs": _queue_policy,
    "sns": _topic_policy,
    "s3": _bucket_policy,
    "kms": _key_policy,
    "lambda": _function_policy,
    "secretsmanager": _secret_policy,
    "dynamodb": _table_policy,
    "events": _bus_policy,
}
