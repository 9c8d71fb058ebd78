"""The texts that stack files hold again and again, and which of them are only samples."""

from __future__ import annotations

from typing import Annotated

from pydantic import SecretStr

from components.guards.fargate import PERCENT
from components.guards.functions import MEMORY_MB, TIMEOUT_SECONDS
from components.guards.topics import EMAIL
from components.settings.kinds import Flag, ProjectFile, Secret, Span, Text, Whole
from components.settings.units import Duration

_ARN = r"arn:aws[a-z-]*"
_NAME = r"[A-Za-z0-9_.:/@+=,-]"

Boolean = Annotated[bool, Flag()]
SecretText = Annotated[SecretStr, Secret()]
ORIGIN_SECRET_LENGTH = 32  # as long as a session secret: nobody guesses it
OriginSecretText = Annotated[SecretStr, Secret(shortest=ORIGIN_SECRET_LENGTH)]
# The syntax of a host is checked by components.guards.dns, which says what is wrong with it.
Host = Annotated[str, Text(r"\S+", "a host name", "hooks.example.com", "RFC 1035", longest=253)]
Email = Annotated[str, Text(EMAIL.pattern, "an e-mail address", "ops@example.com", longest=254)]
Region = Annotated[
    str, Text(r"[a-z]{2}(-[a-z]+)+-[0-9]", "the code of an AWS region", "us-east-1", longest=32)
]
AccountId = Annotated[str, Text(r"[0-9]{12}", "12 digits, in quotes", "123456789012", "AWS account id")]
Profile = Annotated[
    str, Text(r"[^\s\[\]]+", "the name of a profile of ~/.aws/config", "hookrelay", longest=128)
]
Url = Annotated[str, Text(r"https?://[^\s/?#]+/?", "a URL of scheme, host and port", "http://localhost:4566")]
UrlPath = Annotated[
    str, Text(r"/[A-Za-z0-9/_.~-]*", "a path that begins with /, without query", "/api/health", longest=1024)
]
FilePath = Annotated[
    str, ProjectFile(r"[^\s\x00].*", "a path from the project's directory", "build/worker.zip", longest=1024)
]
Cidr = Annotated[str, Text(r"[0-9./]+", "an IPv4 block", "10.1.0.0/16", longest=18)]
VpcId = Annotated[str, Text(r"vpc-[0-9a-f]+", "a VPC's id", "vpc-0123456789abcdef0", longest=32)]
SubnetId = Annotated[str, Text(r"subnet-[0-9a-f]+", "a subnet's id", "subnet-0123456789abcdef0", longest=32)]
SecurityGroupId = Annotated[
    str,
    Text(r"sg-([0-9a-f]{8}|[0-9a-f]{17})", "a security group's id", "sg-0123456789abcdef0"),
]
SubnetGroupName = Annotated[
    str, Text(r"[A-Za-z0-9._ -]{1,255}", "a DB subnet group's name", "standby", "CreateDBSubnetGroup")
]
MuteSchedule = Annotated[
    str, Text(r"(cron|at)\([^)]+\)", "cron(...) or at(...)", "cron(0 3 * * SUN)", "PutAlarmMuteRule")
]
TimezoneName = Annotated[
    str, Text(r"[A-Za-z0-9_+/-]+", "a name of the time zone database", "Europe/Berlin", longest=50)
]
ZoneId = Annotated[str, Text(r"Z[0-9A-Z]{1,31}", "a hosted zone's id", "Z0123456789ABCDEFGHIJ", "Route 53")]
RoleArn = Annotated[
    str,
    Text(rf"{_ARN}:iam::[0-9]{{12}}:role/{_NAME}+", "a role's ARN", "arn:aws:iam::123456789012:role/deploy"),
]
KeyArn = Annotated[
    str,
    Text(
        rf"{_ARN}:kms:[a-z0-9-]+:[0-9]{{12}}:key/[A-Za-z0-9-]+",
        "a KMS key's ARN (not an alias')",
        "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000",
    ),
]
TopicArn = Annotated[
    str,
    Text(
        rf"{_ARN}:sns:[a-z0-9-]+:[0-9]{{12}}:[A-Za-z0-9_-]+",
        "an SNS topic's ARN",
        "arn:aws:sns:us-east-1:123456789012:alerts",
    ),
]
FunctionArn = Annotated[
    str,
    Text(
        rf"{_ARN}:lambda:[a-z0-9-]+:[0-9]{{12}}:function:[A-Za-z0-9_-]+",
        "a Lambda function's ARN",
        "arn:aws:lambda:us-east-1:123456789012:function:rotate",
    ),
]
CertificateArn = Annotated[
    str,
    Text(
        rf"{_ARN}:acm:[a-z0-9-]+:[0-9]{{12}}:certificate/[A-Za-z0-9-]+",
        "an ACM certificate's ARN",
        "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000",
    ),
]
RepositoryUri = Annotated[
    str,
    Text(
        r"[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/[a-z0-9][a-z0-9._/-]*",
        "an ECR repository's URI, without a tag",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/hookrelay",
    ),
]
ImageUri = Annotated[
    str,
    Text(
        r"[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/[a-z0-9._/-]+(:[\w.-]{1,128}|@sha256:[0-9a-f]{64})",
        "an ECR image's URI with a tag or digest (Lambda takes images of ECR only)",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/hookrelay:1.4.2",
    ),
]
# A tag's or digest's syntax is checked by components.guards.fargate.
ImageTag = Annotated[str, Text(r"\S+", "a tag or digest, in quotes where it looks like a number", "1.4.2")]
Handler = Annotated[str, Text(r"[^\s]{1,128}", "file.function", "lambda.handler", "CreateFunction, Handler")]
# Retentions that PutRetentionPolicy takes (CloudWatch Logs, API reference).
LogDays = Annotated[
    int,
    Whole(
        1,
        3653,
        "CloudWatch Logs",
        choices=(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180,
            365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
        ),
    ),
]  # fmt: skip
Percent = Annotated[int, Whole.within(PERCENT, "percent")]
FunctionTimeout = Annotated[Duration, Span.within(TIMEOUT_SECONDS, "Lambda quota")]
FunctionMemory = Annotated[int, Whole.within(MEMORY_MB, "MB; Lambda quota")]

# Names that nobody can own (RFC 2606 and RFC 6761): whatever the committed files say of domains and e-mail.
_RESERVED = ("example.com", "example.net", "example.org", "example", "test", "invalid", "localhost")
SAMPLE_IMAGE_TAG = "0.0.0-sample"


def is_sample_host(value: object) -> bool:
    """Whether a domain, or the domain of an e-mail address, is one of the reserved names."""
    host = str(value).rpartition("@")[2].lower().rstrip(".")
    return any(host == name or host.endswith(f".{name}") for name in _RESERVED)


def is_sample_tag(value: object) -> bool:
    """Whether an image tag is the committed files' sample."""
    return value == SAMPLE_IMAGE_TAG
