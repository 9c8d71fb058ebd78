from typing import Any

import pytest

from components.blocks.bucket import Bucket, BucketArgs
from components.blocks.log_sink import LogSink
from components.guards.buckets import LogSource
from tests.blocks.data_support import ACCOUNT, DEV
from tests.support.recorder import declare


def allowed(source: LogSource, prefix: str = "") -> tuple[str, list[dict[str, Any]]]:
    """The bucket's ARN and what the policy lets in."""
    name = "aws-waf-logs-hookrelay" if source == "waf" else None
    args = BucketArgs(
        environment=DEV, name=name, sinks=[LogSink(source=source, prefix=prefix)], account_id=ACCOUNT
    )
    made = declare(lambda: Bucket("logs", args))
    return made.state("logs-bucket")["arn"], [
        each for each in made.statements("logs-policy") if each["Effect"] == "Allow"
    ]


@pytest.mark.requirement("TC-9")
@pytest.mark.parametrize("prefix", ["", "alb"])
def test_a_load_balancer_writes_under_this_accounts_path_only(prefix: str) -> None:
    arn, (write,) = allowed("alb", prefix)
    assert write["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert write["Action"] == "s3:PutObject"
    path = f"/{prefix}" if prefix else ""
    assert write["Resource"] == f"{arn}{path}/AWSLogs/{ACCOUNT}/*"


@pytest.mark.requirement("TC-9")
def test_s3_writes_access_logs_for_this_accounts_buckets() -> None:
    arn, (write,) = allowed("s3", "access")
    assert write["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert write["Resource"] == f"{arn}/access/*"
    assert write["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


@pytest.mark.requirement("TC-9")
def test_cloudfront_delivers_through_us_east_1() -> None:
    _, (write,) = allowed("cloudfront")
    assert write["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert write["Condition"]["ArnLike"] == {
        "aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:delivery-source:*"
    }


@pytest.mark.requirement("HR-46", "X-13")
@pytest.mark.parametrize("source", ["vpc-flow-logs", "waf"])
def test_vended_logs_check_the_bucket_and_hand_it_over(source: LogSource) -> None:
    arn, (write, check) = allowed(source)
    assert write["Condition"]["StringEquals"] == {
        "s3:x-amz-acl": "bucket-owner-full-control",
        "aws:SourceAccount": ACCOUNT,
    }
    assert (check["Action"], check["Resource"]) == (["s3:GetBucketAcl", "s3:ListBucket"], arn)


@pytest.mark.requirement("X-13")
def test_a_trail_of_this_account_writes_to_its_own_path() -> None:
    arn, (write, check) = allowed("cloudtrail")
    source = {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudtrail:*:{ACCOUNT}:trail/*"}}
    assert write["Resource"] == f"{arn}/AWSLogs/{ACCOUNT}/*"
    assert write["Condition"]["ArnLike"] == source["ArnLike"]
    assert (check["Action"], check["Condition"]) == (["s3:GetBucketAcl"], source)


@pytest.mark.requirement("X-13")
def test_config_writes_its_snapshots() -> None:
    arn, (write, _) = allowed("config")
    assert write["Resource"] == f"{arn}/AWSLogs/{ACCOUNT}/Config/*"


@pytest.mark.parametrize(
    "source", ["alb", "cloudfront", "cloudtrail", "config", "s3", "vpc-flow-logs", "waf"]
)
def test_every_source_is_bound_to_this_account(source: LogSource) -> None:
    _, statements = allowed(source)
    assert statements
    assert all(ACCOUNT in str((each["Resource"], each.get("Condition"))) for each in statements)


def test_several_sources_share_one_policy() -> None:
    args = BucketArgs(
        environment=DEV,
        sinks=[LogSink(source="alb", prefix="alb"), LogSink(source="s3", prefix="s3")],
        account_id=ACCOUNT,
    )
    made = declare(lambda: Bucket("logs", args))
    sids = [each["Sid"] for each in made.statements("logs-policy")]
    assert len(sids) == len(set(sids)) == 4


def test_other_partitions_have_their_own_arns() -> None:
    args = BucketArgs(
        environment=DEV, sinks=[LogSink(source="cloudtrail")], account_id=ACCOUNT, partition="aws-cn"
    )
    made = declare(lambda: Bucket("logs", args))
    assert f"arn:aws-cn:cloudtrail:*:{ACCOUNT}:trail/*" in str(made.statements("logs-policy"))
