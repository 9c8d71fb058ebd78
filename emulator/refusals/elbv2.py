"""Load balancers.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .core import Params, refuses
from .facts import found, name_of

if TYPE_CHECKING:
    from emulator.account import Account

LONGEST_NAME = 32
_NAME = re.compile(r"(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?")
SECURE = ("HTTPS", "TLS")
FEWEST_ZONES = 2
HIGHEST_PORT = 65_535


def _name(kind: str, name: str) -> Iterator[str]:
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        yield f"{name!r} is no name for a {kind}: at most {LONGEST_NAME} letters, digits and inner hyphens"


@refuses("elbv2", "CreateLoadBalancer")
def load_balancer(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Names, also one that is taken, and subnets in too few zones, twice in one, or of several networks."""
    yield from _name("load balancer", params["Name"])
    if found(account, region, "elbv2", "describe_load_balancers", Names=[params["Name"]]):
        yield f"load balancer {params['Name']} already exists"
    kind = params.get("Type", "application")
    ids = params.get("Subnets") or [one["SubnetId"] for one in params.get("SubnetMappings") or ()]
    answer = found(account, region, "ec2", "describe_subnets", SubnetIds=ids) if ids else {"Subnets": []}
    if answer is None:
        yield f"load balancer {params['Name']}: one of the subnets {', '.join(ids)} does not exist"
        return
    zones = [subnet["AvailabilityZone"] for subnet in answer["Subnets"]]
    if kind == "application" and len(set(zones)) < FEWEST_ZONES:
        yield (
            f"load balancer {params['Name']}: at least two subnets in two different Availability "
            f"Zones are needed"
        )
    if len(set(zones)) != len(zones):
        yield f"load balancer {params['Name']}: two of its subnets are in the same Availability Zone"
    if len({subnet["VpcId"] for subnet in answer["Subnets"]}) > 1:
        yield f"load balancer {params['Name']}: its subnets are of different VPCs"
    if kind == "application" and not params.get("SecurityGroups"):
        yield (
            f"load balancer {params['Name']}: an application load balancer needs a security group of its own"
        )
    if params.get("Scheme", "internet-facing") == "internet-facing":
        yield from _public(params["Name"], answer["Subnets"], account, region)


def _public(name: str, subnets: list[dict[str, str]], account: "Account", region: str) -> Iterator[str]:
    for home in sorted({subnet["VpcId"] for subnet in subnets}):
        where = [{"Name": "attachment.vpc-id", "Values": [home]}]
        gateways = account.client("ec2", region).describe_internet_gateways(Filters=where)["InternetGateways"]
        if not gateways:
            yield f"load balancer {name} faces the internet, but {home} has no internet gateway"


@refuses("elbv2", "CreateTargetGroup")
def target_group(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Names, ports, and what each kind of target needs."""
    yield from _name("target group", params["Name"])
    of_function = params.get("TargetType") == "lambda"
    for key in ("Protocol", "Port", "VpcId"):
        if (key in params) == of_function:
            yield (
                f"target group {params['Name']}: {key} is {'not for functions' if of_function else 'needed'}"
            )
    if not 1 <= params.get("Port", 1) <= HIGHEST_PORT:
        yield f"target group {params['Name']}: the port {params['Port']} does not exist"
    path = params.get("HealthCheckPath", "/")
    if not path.startswith("/"):
        yield f"target group {params['Name']}: the health check path {path!r} does not begin with a slash"


@refuses("elbv2", "CreateListener", "ModifyListener")
def listener(params: Params, account: "Account", region: str) -> Iterator[str]:
    """HTTPS without a certificate, plain HTTP with one, ports in use, certificates that aren't there."""
    protocol, port = params.get("Protocol", ""), params.get("Port", 1)
    certificates = params.get("Certificates") or []
    if protocol in SECURE and not certificates:
        yield f"a certificate must be specified for {protocol} listeners"
    if protocol and protocol not in SECURE and (certificates or params.get("SslPolicy")):
        yield f"a listener for {protocol} has no certificate and no TLS policy"
    if not 1 <= port <= HIGHEST_PORT:
        yield f"the port {port} does not exist"
    for certificate in certificates:
        arn = certificate["CertificateArn"]
        yield from certificate_problems(arn, account, region)
    if "LoadBalancerArn" in params:
        client = account.client("elbv2", region)
        present = client.describe_listeners(LoadBalancerArn=params["LoadBalancerArn"])["Listeners"]
        if any(one["Port"] == port for one in present):
            yield f"load balancer {name_of(params['LoadBalancerArn'])} already has a listener on port {port}"
    for action in params.get("DefaultActions") or ():
        yield from _action(action)


def certificate_problems(arn: str, account: "Account", region: str) -> Iterator[str]:
    """Why a regional service can't use a certificate."""
    parts = arn.split(":")
    if parts[2:3] == ["iam"]:
        return
    if parts[3] != region:
        yield f"the certificate {arn} is in {parts[3]}, not in {region}"
    elif found(account, region, "acm", "describe_certificate", CertificateArn=arn) is None:
        yield f"the certificate {arn} was not found"


def _action(action: dict[str, object]) -> Iterator[str]:
    needed = {
        "redirect": ("RedirectConfig",),
        "fixed-response": ("FixedResponseConfig",),
        "forward": ("TargetGroupArn", "ForwardConfig"),
        "authenticate-cognito": ("AuthenticateCognitoConfig",),
        "authenticate-oidc": ("AuthenticateOidcConfig",),
    }.get(str(action["Type"]), ())
    if needed and not any(key in action for key in needed):
        yield f"an action of the type {action['Type']} needs {' or '.join(needed)}"


@refuses("elbv2", "CreateRule")
def rule(params: Params, account: "Account", region: str) -> Iterator[str]:  # noqa: ARG001
    """Rules without conditions, and incomplete actions."""
    if not params["Conditions"]:
        yield "a rule needs a condition"
    for action in params["Actions"]:
        yield from _action(action)


@refuses("elbv2", "ModifyLoadBalancerAttributes")
def access_logs(params: Params, account: "Account", region: str) -> Iterator[str]:
    """Logs to a bucket that doesn't let the load balancer write, or that a KMS key encrypts.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """
    from emulator.policies.decisions import service_may

    given = {one["Key"]: one.get("Value", "") for one in params["Attributes"]}
    for kind in ("access_logs", "connection_logs"):
        if given.get(f"{kind}.s3.enabled") != "true":
            continue
        bucket = given.get(f"{kind}.s3.bucket", "")
        if found(account, region, "s3", "head_bucket", Bucket=bucket) is None:
            yield f"the bucket {bucket!r} for {kind} does not exist"
            continue
        prefix = given.get(f"{kind}.s3.prefix", "").strip("/")
        path = "/".join(part for part in (prefix, "AWSLogs", account.account_id, "log") if part)
        target = f"arn:aws:s3:::{bucket}/{path}"
        arn = params["LoadBalancerArn"]
        service = "logdelivery.elasticloadbalancing.amazonaws.com"
        if not service_may(account.account_id, service, "s3:PutObject", target, source=arn):
            yield f"access denied for bucket {bucket}: its policy does not let {service} write {path}"
        encryption = found(account, region, "s3", "get_bucket_encryption", Bucket=bucket) or {}
        for one in encryption.get("ServerSideEncryptionConfiguration", {}).get("Rules", ()):
            if (
                one.get("ApplyServerSideEncryptionByDefault", {})
                .get("SSEAlgorithm", "")
                .startswith("aws:kms")
            ):
                yield (
                    f"the bucket {bucket} is encrypted with KMS: load balancers write to SSE-S3 buckets only"
                )
