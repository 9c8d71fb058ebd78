"""Canaries of CloudWatch Synthetics."""

import io
import json
import zipfile
from pathlib import Path

import pulumi
import pulumi_aws as aws

from emulator.account import Account
from emulator.deploy import deploy


def test_a_canary_is_made_of_its_script_and_started(account: Account, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "script.zip", "w") as package:
        package.writestr("python/canary.py", "def handler(event, context): ...")

    def program() -> None:
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        role = aws.iam.Role("canary", assume_role_policy=json.dumps(trust))
        bucket = aws.s3.Bucket("artifacts", bucket="artifacts-of-canaries")
        canary = aws.synthetics.Canary(
            "home",
            name="home-page",
            artifact_s3_location=bucket.bucket.apply(lambda name: f"s3://{name}/home"),
            execution_role_arn=role.arn,
            handler="canary.handler",
            runtime_version="syn-python-selenium-5.1",
            zip_file=str(tmp_path / "script.zip"),
            schedule={"expression": "rate(5 minutes)"},
            run_config={"timeout_in_seconds": 60, "environment_variables": {"URL": "https://example.com"}},
            success_retention_period=7,
            failure_retention_period=14,
            start_canary=True,
            tags={"a": "b"},
        )
        pulumi.export("arn", canary.arn)
        pulumi.export("status", canary.status)

    outputs = deploy(program, account).outputs
    assert outputs["arn"] == "arn:aws:synthetics:us-east-1:123456789012:canary:home-page"
    assert outputs["status"] == "RUNNING"
    canary = account.client("synthetics").get_canary(Name="home-page")["Canary"]
    assert canary["Schedule"]["Expression"] == "rate(5 minutes)"
    (asked,) = [call.params for call in account.requests if call.operation == "CreateCanary"]
    assert (asked["SuccessRetentionPeriodInDays"], asked["FailureRetentionPeriodInDays"]) == (7, 14)
    assert asked["RunConfig"]["EnvironmentVariables"] == {"URL": "https://example.com"}
    with zipfile.ZipFile(io.BytesIO(asked["Code"]["ZipFile"])) as package:
        assert package.namelist() == ["python/canary.py"]
    assert account.ledger.of("synthetics", "StartCanary") == [{"Name": "home-page"}]


def test_canaries_are_grouped(account: Account) -> None:
    def program() -> None:
        group = aws.synthetics.Group("pages", name="pages")
        aws.synthetics.GroupAssociation(
            "home", group_name=group.name, canary_arn="arn:aws:synthetics:us-east-1:123456789012:canary:home"
        )

    deploy(program, account)
    (asked,) = account.ledger.of("synthetics", "AssociateResource")
    assert asked["GroupIdentifier"] == "pages"
