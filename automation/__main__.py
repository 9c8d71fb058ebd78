"""`python -m automation up --stack dev`: the program embedded, as a command, from any working directory."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from automation.cli import Cli, find, install
from automation.delivery import DEFAULT_CHECKS, PreviewedEvent, Smoke, release
from automation.deployer import Deployer, Patience, Result
from automation.errors import AutomationError, NotConfirmed
from automation.mute import Mute
from automation.project import project_at
from automation.report import Report
from automation.rollout import Rollout, chosen
from automation.workspace import Target
from components.settings.units import Duration

if TYPE_CHECKING:
    import boto3

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C ended, as shells have it (128 + SIGINT)."""

WRONG_USAGE = 2
"""Exit code, as argparse has it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 if all went well, 1 if not, 2 for wrong usage, 130 if it was interrupted."""
    parser = _parser()
    options = parser.parse_args(arguments)
    report = Report(machine=options.json)
    try:
        target = _target(options, parser)
        with _terminable(), _in_project(target), report.running():
            _run(options, target, report)
    except AutomationError as error:
        report.failed(error)
        return 1
    except KeyboardInterrupt:
        print("automation: interrupted; what was done is recorded", file=sys.stderr)
        return INTERRUPTED
    return 0


def _run(options: argparse.Namespace, target: Target, report: Report) -> None:
    deployer = Deployer(
        target=target,
        cli=Cli(install() if options.install_cli else find()),
        told=report.event,
        timeout=options.timeout.seconds if options.timeout else None,
        patience=Patience(attempts=options.attempts),
    )

    def confirm(preview: Result) -> bool:
        if options.yes:
            return True
        if options.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise NotConfirmed("nobody is there to confirm this; say --yes. Nothing was changed")
        with report.quiet():
            changed = len(preview.operations)
            question = f"{options.command} {target.stack}: {changed} resource(s). Type yes to go on: "
            return input(question).strip() == "yes"

    match options.command:
        case "preview":
            report.previewed(deployer.preview(create=options.create))
        case "up":
            release(
                deployer,
                confirm=confirm,
                checks=(*(DEFAULT_CHECKS if options.checks else ()), *options.check),
                smoke=_smoke(options),
                mute=_mute(options),
                create=options.create,
                message=options.message,
                tell=report.step,
                deployed=lambda update: report.outputs(update.outputs),
            )
        case "refresh":
            deployer.refresh()
        case "destroy":

            def told(preview: Result) -> bool:
                report.step(PreviewedEvent(preview=preview))
                return confirm(preview)

            deployer.destroy(confirm=told, remove=options.remove)
        case "rollout":
            _roll_out(options, deployer, report)
        case "outputs":
            report.outputs(deployer.outputs(), show_secrets=options.show_secrets)


def _roll_out(options: argparse.Namespace, deployer: Deployer, report: Report) -> None:
    """One function after the other; the first that fails ends it."""
    wanted = chosen(deployer.outputs().rollouts, options.platform, options.function)
    if options.to_version and len(wanted) > 1:
        raise AutomationError("--to-version is of one function: name it with --platform and --function")
    for (platform, name), outputs in wanted.items():
        Rollout(
            platform=platform,
            name=name,
            outputs=outputs,
            session=_session(options),
            told=report.rollout,
            timeout=options.timeout.seconds if options.timeout else None,
            poll=options.poll.seconds,
        ).run(options.to_version)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m automation", description="Deploy stacks of this project, from any working directory."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    preview = commands.add_parser("preview", help="say what an update would do")
    up = commands.add_parser("up", help="check, preview, ask, update, and see whether it works")
    refresh = commands.add_parser("refresh", help="bring the state in line with what is there")
    destroy = commands.add_parser("destroy", help="preview, ask, and delete everything in the stack")
    rollout = commands.add_parser("rollout", help="shift traffic to the versions that updates published")
    outputs = commands.add_parser("outputs", help="show what the stack exports")
    for command in (preview, up, refresh, destroy, rollout, outputs):
        _add_where(command)
    for command in (up, destroy):
        command.add_argument("--yes", action="store_true", help="don't ask after the preview")
    for command in (preview, up):
        command.add_argument("--create", action="store_true", help="make the stack if it is missing")
    up.add_argument("--message", help="kept with the update")
    up.add_argument("--checks", action="store_true", help=f"run first: {', '.join(DEFAULT_CHECKS)}")
    up.add_argument(
        "--check",
        action="append",
        default=[],
        metavar="COMMAND",
        help="run first, in the project; repeatable",
    )
    up.add_argument("--no-smoke", action="store_true", help="don't check what was deployed")
    up.add_argument("--smoke-writes", action="store_true", help="let checks put items and send messages too")
    up.add_argument(
        "--mute",
        type=_window,
        metavar='"30 minutes"',
        help="the stack's alarms tell nobody meanwhile; longest that this lasts",
    )
    up.add_argument("--profile", help="AWS profile for the checks, and for --mute")
    _add_rollout(rollout)
    destroy.add_argument("--remove", action="store_true", help="remove the empty stack and its history too")
    outputs.add_argument("--show-secrets", action="store_true", help="show them")
    return parser


def _add_rollout(rollout: argparse.ArgumentParser) -> None:
    rollout.add_argument("--platform", help="only this platform's functions")
    rollout.add_argument("--function", help="only this function, by its short name (auth)")
    rollout.add_argument(
        "--to-version", metavar="N", help="another version than the last update published, to go back"
    )
    rollout.add_argument(
        "--poll", type=_duration, default="5 seconds", help="between two looks (default %(default)s)"
    )
    rollout.add_argument("--profile", help="AWS profile of the account")


def _add_where(command: argparse.ArgumentParser) -> None:
    command.add_argument("--stack", required=True, help="name of the stack")
    command.add_argument("--project", type=Path, help="directory of Pulumi.yaml; this package's by default")
    command.add_argument("--file", type=Path, help="the stack's file, where it isn't Pulumi.<stack>.yaml")
    command.add_argument("--backend", metavar="URL", help="file://, s3://, https://api.pulumi.com, ...")
    command.add_argument(
        "--secrets-provider", metavar="P", help="of a new stack: passphrase, awskms://..., ..."
    )
    command.add_argument("--pulumi-home", type=Path, metavar="DIR", help="instead of ~/.pulumi")
    command.add_argument(
        "--config", action="append", default=[], metavar="KEY=VALUE", help="over the stack's file; repeatable"
    )
    command.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="KEY=VARIABLE",
        help="a secret value, from an environment variable; repeatable",
    )
    command.add_argument("--install-cli", action="store_true", help="install the CLI if it isn't there")
    command.add_argument(
        "--timeout", type=_duration, metavar='"20 minutes"', help="longest that one operation may take"
    )
    command.add_argument(
        "--attempts",
        type=_positive,
        default=Patience.attempts,
        metavar="N",
        help="tries while somebody else updates the stack (default %(default)s)",
    )
    command.add_argument("--json", action="store_true", help="write JSON lines")


def _target(options: argparse.Namespace, parser: argparse.ArgumentParser) -> Target:
    secrets: dict[str, str] = {}
    for key, variable in _pairs(options.secret, "--secret", parser).items():
        value = os.environ.get(variable)
        if value is None:
            parser.error(f"--secret {key}: there is no environment variable {variable}")
        secrets[key] = value
    return Target(
        stack=options.stack,
        project=project_at(options.project),
        backend=options.backend,
        secrets_provider=options.secrets_provider,
        pulumi_home=options.pulumi_home,
        config=_pairs(options.config, "--config", parser),
        secrets=secrets,
        file=options.file,
    )


def _pairs(given: Sequence[str], option: str, parser: argparse.ArgumentParser) -> Mapping[str, str]:
    pairs: dict[str, str] = {}
    for each in given:
        key, mark, value = each.partition("=")
        if not key or not mark:
            parser.error(f"{option} takes KEY=..., not {each!r}")
        pairs[key] = value
    return pairs


def _smoke(options: argparse.Namespace) -> Smoke | None:
    if options.no_smoke:
        return None
    return Smoke(session=_session(options), writes=options.smoke_writes)


def _mute(options: argparse.Namespace) -> Mute | None:
    return Mute(seconds=options.mute.seconds, session=_session(options)) if options.mute else None


def _session(options: argparse.Namespace) -> boto3.Session | None:
    """The credentials that AWS is asked with; None for those of the environment."""
    import boto3

    return boto3.Session(profile_name=options.profile) if options.profile else None


def _duration(text: str) -> Duration:
    duration = Duration.parse(text)
    if duration.seconds == 0:
        raise ValueError(text)
    return duration


def _window(text: str) -> Duration:
    duration = _duration(text)
    try:
        Mute(seconds=duration.seconds)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"given {text!r}: {error}") from None
    return duration


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM, with which CI cancels a job, ends an operation as Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


@contextlib.contextmanager
def _in_project(target: Target) -> Iterator[None]:
    """Paths in a stack's file start at the program, as with `pulumi up`; this process is ours to move."""
    with contextlib.chdir(target.project.main):
        yield


if __name__ == "__main__":
    sys.exit(main())
