"""What a run tells: by platform, without secrets, plain where nobody looks at colours."""

import io
import json

import pulumi
import pulumi_aws as aws
import pytest
from rich.console import Console

from emulator.account import Account
from emulator.deploy import Deployment, deploy
from emulator.ledger import lacks
from emulator.monitor import DeploymentFailed
from emulator.registry import RESOURCES, Handler, load_rooms
from emulator.report import Report, failed


class Platform(pulumi.ComponentResource):
    def __init__(self, name: str, size: int) -> None:
        super().__init__("test:index:Platform", name, None, None)
        inner = pulumi.ResourceOptions(parent=Inner(f"{name}-inner", pulumi.ResourceOptions(parent=self)))
        for number in range(size):
            aws.sqs.Queue(f"{name}-{number}", opts=inner)


class Inner(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__("test:index:Inner", name, None, opts)


def program() -> None:
    Platform("alpha", 2)
    Platform("beta", 1)
    aws.sns.Topic("loose")
    pulumi.export("alpha", {"queues": 2})
    pulumi.export("token", pulumi.Output.secret("hunter2"))


@pytest.fixture
def deployment(account: Account) -> Deployment:
    return deploy(program, account)


def told(report: Report, deployment: Deployment, *, terminal: bool = False) -> str:
    text = io.StringIO()
    report.out = Console(file=text, width=100, force_terminal=terminal, highlight=False)
    report.deployed(deployment)
    return text.getvalue()


def test_resources_are_counted_by_platform(deployment: Deployment) -> None:
    lines = told(Report(project="shop", stack="dev", region="us-east-1"), deployment).splitlines()
    rows = {
        cells[1]: cells[2] for line in lines if len(cells := [part.strip() for part in line.split("│")]) > 3
    }
    assert rows["alpha"] == "2"
    assert rows["beta"] == "1"
    assert rows["(the stack itself)"] == "1"


def test_outputs_are_shown_and_secrets_are_not(deployment: Deployment) -> None:
    shown = told(Report(project="shop", stack="dev"), deployment)
    assert '"queues": 2' in shown
    assert "token: [secret]" in shown
    assert "hunter2" not in shown
    assert "4 resources created in" in shown


def test_text_for_a_file_has_no_escape_codes(deployment: Deployment) -> None:
    report = Report(project="shop", stack="dev", given=["public hosted zone [bold]example.com[/bold]"])
    plain = told(report, deployment)
    assert "\x1b" not in plain
    assert "given: public hosted zone [bold]example.com[/bold]" in plain
    assert "\x1b" in told(report, deployment, terminal=True)


def test_what_was_only_validated_is_listed_with_the_reason(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_rooms()
    lacks("xray", "CreateGroup", reason="no control plane of X-Ray")
    handler = Handler(create=lambda r: (r.send("xray", "create_group")["Group"]["GroupARN"], {}))
    monkeypatch.setitem(RESOURCES, "aws:xray/group:Group", handler)
    made = deploy(lambda: aws.xray.Group("slow", group_name="slow", filter_expression="x"), account)
    shown = told(Report(project="shop", stack="dev"), made)
    assert "validated and recorded, but not made" in shown
    assert "aws:xray/group:Group::slow: xray CreateGroup: no control plane of X-Ray" in shown


def test_the_machines_form_says_the_same(deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(project="shop", stack="dev", region="us-east-1", machine=True)
    with report.progress() as progress:
        assert progress is None
    report.deployed(deployment)
    assert report.checked([("alpha", "a", True, "fine"), ("beta", "b", False, "not")]) is False
    assert capsys.readouterr().out == ""
    report.finish(deployment)
    object_ = json.loads(capsys.readouterr().out)
    assert object_["platforms"]["alpha"]["resources"] == 2
    assert object_["outputs"] == {"alpha": {"queues": 2}, "token": "[secret]"}
    assert [check["ok"] for check in object_["checks"]] == [True, False]


def test_a_live_line_follows_the_work_in_a_terminal(account: Account) -> None:
    text = io.StringIO()
    report = Report(project="shop", stack="dev", out=Console(file=text, width=100, force_terminal=True))
    with report.progress() as progress:
        assert progress is not None
        deploy(program, account, on_progress=progress)
    assert "/" in text.getvalue()


def test_failures_are_one_message() -> None:
    error = DeploymentFailed(
        {"urn:pulumi:dev::p::aws:a/b:C::x": "too\nlong", "urn:pulumi:dev::p::aws:a/b:C::y": "no"},
        ["urn:pulumi:dev::p::aws:a/b:D::z"],
    )
    error.add_note("and then")
    assert failed(error) == (
        "2 resources failed:\n"
        "  aws:a/b:C::x\n    too\n    long\n"
        "  aws:a/b:C::y\n    no\n"
        "not tried, because they need what failed: 1\n"
        "  aws:a/b:D::z\n"
        "and then"
    )
