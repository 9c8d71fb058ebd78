"""Finding, refusing and installing the CLI."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from urllib.error import URLError

import pulumi.automation as auto
import pytest
import yaml

from automation import Cli, CliMissing, find, install
from automation.cli import OLDEST
from automation.project import OWN

from .conftest import Shop


def test_the_oldest_cli_is_that_of_the_project() -> None:
    settings = yaml.safe_load((OWN / "Pulumi.yaml").read_text())
    assert settings["requiredPulumiVersion"] == f">={OLDEST}"


def test_the_cli_is_found_on_path(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(shop.bin.parent), prepend=":")
    assert find() == shop.bin


def test_a_given_cli_goes_before_the_one_on_path(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "mine"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(shop.bin.parent), prepend=":")
    monkeypatch.setenv("PULUMI_BIN", str(other))
    assert find() == other


def test_a_given_cli_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_BIN", "/no/such/pulumi")
    with pytest.raises(CliMissing, match="PULUMI_BIN=/no/such/pulumi"):
        find()


@pytest.mark.parametrize(
    ("version", "problem"), [("v3.258.9", "3.259.0 is the oldest"), ("", "says '' is its version")]
)
def test_a_cli_that_will_not_do_is_refused(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, version: str, problem: str
) -> None:
    monkeypatch.setenv("STAND_IN_VERSION", version)
    with pytest.raises(CliMissing, match=problem):
        Cli(shop.bin)


def test_what_is_no_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CliMissing, match="can't be run"):
        Cli(tmp_path / "absent")


def test_an_installed_cli_is_taken_without_a_download(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auto.PulumiCommand, "_install_posix", pytest.fail)
    monkeypatch.setenv("STAND_IN_VERSION", "v3.999.0")
    assert install(shop.place) == shop.bin


@pytest.mark.parametrize(
    "error", [URLError("no route to host"), subprocess.CalledProcessError(1, "install.sh")]
)
def test_an_installer_that_fails_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(auto.PulumiCommand, "_install_posix", fail)
    with pytest.raises(CliMissing, match=r"get\.pulumi\.com could not be used"):
        install(tmp_path)


def test_the_language_hosts_of_the_cli_are_found_first(shop: Shop) -> None:
    cli = Cli(shop.bin)
    told = cli.run(["anything"], str(Path.cwd()), {})
    assert told.code == 0
    assert "PULUMI_AUTOMATION_API" in shop.call("anything")["environment"]


LINES = 5_000
"""They fit into a pipe: whoever writes them can end before they are read."""


def script(directory: Path, body: str) -> Path:
    """A CLI."""
    cli = directory / "pulumi"
    cli.write_text(f'#!/bin/sh\ntest "$1" = version && {{ echo v{OLDEST}; exit; }}\n{body}\n')
    cli.chmod(0o755)
    return cli


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_everything_that_a_cli_said_is_read_after_its_end(tmp_path: Path) -> None:
    told: list[str] = []

    def slowly(line: str) -> None:
        if not told:
            time.sleep(0.5)  # by then it has ended
        told.append(line)

    result = Cli(script(tmp_path, f"seq 1 {LINES}")).run(["up"], str(tmp_path), {}, slowly)
    assert told == result.stdout.splitlines() == [str(number) for number in range(1, LINES + 1)]


def test_a_process_that_holds_the_clis_streams_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.cli.LAST_GRACE", 0.5)
    cli = script(tmp_path, "sleep 60 &\necho $!")
    plugin = int(Cli(cli).run(["up"], str(tmp_path), {}).stdout)
    os.kill(plugin, signal.SIGKILL)  # raises where it has gone
