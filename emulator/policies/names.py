"""Names of services as policies spell them, so that a typo is found when the document is written."""

import re
from functools import cache
from pathlib import Path

_PREFIXES_OF_OTHER_NAMES = frozenset(
    [
        "access-analyzer",
        "airflow",
        "aps",
        "aws-marketplace",
        "billing",
        "cassandra",
        "catalog",
        "cloudfront-keyvaluestore",
        "cloudwatch",
        "codestar-connections",
        "consolidatedbilling",
        "ec2messages",
        "elasticfilesystem",
        "elasticloadbalancing",
        "elasticmapreduce",
        "es",
        "events",
        "execute-api",
        "geo",
        "kafka",
        "lex",
        "logs",
        "mobiletargeting",
        "notifications",
        "payments",
        "quicksight",
        "rds-data",
        "rds-db",
        "s3express",
        "s3-object-lambda",
        "s3-outposts",
        "servicecatalog",
        "ses",
        "sms-voice",
        "ssmmessages",
        "states",
        "sts",
        "sumerian",
        "tag",
        "tax",
        "trustedadvisor",
        "vpc-lattice",
        "vpc-lattice-svcs",
        "waf-regional",
        "wellarchitected",
    ]
)
"""Prefixes of actions that differ from botocore's service names.
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"""

_PRINCIPALS_OF_OTHER_NAMES = frozenset(
    [
        "access-analyzer",
        "apigateway",
        "billingconsole",
        "chatbot",
        "cloudwatch",
        "costalerts",
        "delivery",
        "ecs-tasks",
        "edgelambda",
        "elasticloadbalancing",
        "elasticmapreduce",
        "elasticfilesystem",
        "events",
        "eks-fargate",
        "logdelivery",
        "logging",
        "logger",
        "monitoring",
        "notifications",
        "pods",
        "reporting",
        "scheduler",
        "spotfleet",
        "states",
        "vpc-flow-logs",
        "replicator",
        "email",
    ]
)
"""First labels of service principals (``ecs-tasks.amazonaws.com``) that no botocore service is called."""

_PRINCIPAL = re.compile(r"([a-z0-9-]+(?:\.[a-z0-9-]+)*)\.(?:amazonaws\.com(?:\.cn)?|aws\.internal|api\.aws)")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")


@cache
def _botocore_services() -> frozenset[str]:
    """The names of botocore's services: the names of its data folders, read without loading a model."""
    import botocore

    return frozenset(
        path.name for path in (Path(botocore.__file__).parent / "data").iterdir() if path.is_dir()
    )


def known_prefix(prefix: str) -> bool:
    """Whether actions of a service begin with this; wildcards are given the benefit of the doubt."""
    return (
        "*" in prefix or "?" in prefix or prefix in _PREFIXES_OF_OTHER_NAMES or prefix in _botocore_services()
    )


def known_principal(name: str) -> bool:
    """Whether a service principal can exist: one of its labels, the region aside, is a service's name."""
    found = _PRINCIPAL.fullmatch(name)
    if not found:
        return False
    labels = [label for label in found[1].split(".") if not _REGION.fullmatch(label)]
    return bool(labels) and any(
        label in _PRINCIPALS_OF_OTHER_NAMES or label in _botocore_services() for label in labels[-1:]
    )
