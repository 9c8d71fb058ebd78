"""The account over HTTP: the same things from another process, until Ctrl-C."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from emulator.__main__ import main
from emulator.account import Account
from emulator.server import PortTakenError, exports, free, serving


def abroad(url: str) -> str:
    """Queues as a process sees them that knows only the endpoint."""
    code = (
        "import boto3\n"
        f"sqs = boto3.client('sqs', endpoint_url='{url}', region_name='us-east-1', aws_access_key_id='a',"
        " aws_secret_access_key='b')\n"
        "sqs.create_queue(QueueName='from-abroad')\n"
        "print(*sorted(u.rpartition('/')[2] for u in sqs.list_queues()['QueueUrls']))"
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout  # noqa: S603


def test_both_sides_see_the_same_things(account: Account) -> None:
    account.client("sqs").create_queue(QueueName="from-here")
    with serving(port=0) as url:
        assert abroad(url).split() == ["from-abroad", "from-here"]
    assert len(account.client("sqs").list_queues()["QueueUrls"]) == 2
    with (
        pytest.raises(OSError, match="refused"),
        socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))),
    ):
        pass


def test_a_taken_port_is_one_clear_message(account: Account) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"port {port} is taken.*--port"):
            free(port)
        with pytest.raises(PortTakenError, match=f"port {port} is taken"), serving(port):
            pass


def test_the_command_finds_a_taken_port_before_it_deploys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    (tmp_path / "__main__.py").write_text("raise SystemExit('must not run')")
    monkeypatch.chdir(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert main(["up", "dev", "--serve", "--port", str(other.getsockname()[1])]) == 1
    assert capsys.readouterr().err.startswith("emulator: port ")


def test_the_exports_are_all_that_a_client_needs(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    account.client("sqs").create_queue(QueueName="jobs")
    with serving(port=0) as url:
        for line in exports(url, "us-east-1"):
            word, _, assignment = line.partition(" ")
            if word == "export":
                monkeypatch.setenv(*assignment.split("=", 1))
        assert len(boto3.Session().client("sqs").list_queues()["QueueUrls"]) == 1


def heed_interrupts() -> None:
    """A shell's background jobs, and so their children, ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_serve_lasts_until_it_is_interrupted(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    (tmp_path / "__main__.py").write_text("import pulumi_aws as aws\naws.sqs.Queue('q', name='jobs')\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "emulator",
        "up",
        "dev",
        "--project",
        str(tmp_path),
        "--serve",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(  # noqa: S603 - our own command
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - no threads here
    )
    try:
        assert process.stdout is not None
        lines = list(iter(process.stdout.readline, "  export AWS_DEFAULT_REGION=us-east-1\n"))
        assert f"  export AWS_ENDPOINT_URL=http://127.0.0.1:{port}\n" in lines
        assert abroad(f"http://127.0.0.1:{port}").split() == ["from-abroad", "jobs"]
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=100)
        assert process.returncode == 0
        assert "Traceback" not in errors
    finally:
        process.kill()
        process.communicate()
