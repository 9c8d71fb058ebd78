"""What a program leaves to luck is found under the real engine, too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .project import ROOT, SECONDS, language_host

pytestmark = [pytest.mark.engine, pytest.mark.timeout(SECONDS), pytest.mark.requirement("X-10")]

PROGRAM = """
import pulumi
import pulumi_aws as aws

of = {"service_namespace": "dynamodb", "resource_id": "table/jobs",
      "scalable_dimension": "dynamodb:table:ReadCapacityUnits"}
table = aws.dynamodb.Table(
    "jobs", name="jobs", hash_key="id", read_capacity=1, write_capacity=1, billing_mode="PROVISIONED",
    attributes=[aws.dynamodb.TableAttributeArgs(name="id", type="S")])
target = aws.appautoscaling.Target(
    "target", min_capacity=1, max_capacity=9, opts=pulumi.ResourceOptions(depends_on=[table]), **of)
scaling = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
    target_value=70,
    predefined_metric_specification=aws.appautoscaling
    .PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
        predefined_metric_type="DynamoDBReadCapacityUtilization"))
options = pulumi.ResourceOptions(depends_on=[DEPENDS])

async def once_the_target_is_there():
    await target.urn.future()
    return "TargetTrackingScaling"

policy = aws.appautoscaling.Policy(
    "policy", policy_type=once_the_target_is_there(), target_tracking_scaling_policy_configuration=scaling,
    opts=options, **of)
"""
"""Target and policy both depend on the table; whether the policy depends on its target is what differs.

The policy always comes after its target, so that no run depends on luck: the program waits for it by itself,
which tells the engine nothing.
"""


def deployed(cli: Path, directory: Path, depends: str) -> subprocess.CompletedProcess[str]:
    """`up --engine pulumi` of a project of its own."""
    (directory / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (directory / "Pulumi.dev.yaml").write_text("config: {aws:region: us-east-1}\n")
    (directory / "__main__.py").write_text(PROGRAM.replace("DEPENDS", depends))
    host = directory.with_name(f"{directory.name}-bin")
    language_host(host)
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "emulator", "up", "dev", "--project", str(directory), "--engine", "pulumi"],
        cwd=ROOT,
        env={**os.environ, "PULUMI_BIN": str(cli), "PATH": f"{host}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_order_that_only_luck_made_is_told_after_the_update(cli: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    done = deployed(cli, project, "table")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "policy must depend on target: no scalable target is registered for it yet" in done.stderr


def test_an_order_that_is_declared_passes(cli: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    done = deployed(cli, project, "target")
    assert done.returncode == 0, done.stdout + done.stderr
