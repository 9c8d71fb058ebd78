"""`python -m emulator up STACK`: deploy the project in the working directory to an AWS in this process."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import collection
from .backend import DEFAULT_REGION
from .project import Project, ProjectError, load

LIBRARIES = "site-packages"
"""In the paths of code that belongs neither to the project nor to the emulator."""

SAMPLES = "samples"
"""Project key that lets a program take sample values of what only an owner has: this is nobody's account."""


INTERRUPTED = 130
"""Exit code of a command that Ctrl-C ended, as shells have it (128 + SIGINT)."""

GIVABLE = {"hosted zone found: public zone ": "zone", "ACM certificate matches ": "certificate"}
"""What a look-up says when it finds nothing -> what to give instead."""


class UsageError(Exception):
    """Something that can't be done; the message says what, and nothing else is shown."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 if all went well, 1 if not, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        with collection.rare():
            return _run(options)
    except KeyboardInterrupt:
        print("emulator: interrupted", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever it is, its user gets one message
        if options.traceback:
            traceback.print_exception(error)
        print(f"emulator: {_explained(error)}", file=sys.stderr)
        return 1


def _explained(error: Exception) -> str:
    """One message for an error."""
    from .deploy import ProgramError
    from .given import GivenError
    from .monitor import DeploymentFailed
    from .provider.cli import CliMissingError
    from .report import failed
    from .server import PortTakenError

    for mark, kind in GIVABLE.items():
        before, found, rest = str(error).partition(mark)
        if found:
            name = rest.split(maxsplit=1)[0]
            return f"{before}{mark}{rest}\n  if it is there before: --given {kind}={name}"
    if isinstance(error, DeploymentFailed):
        return failed(error)
    if isinstance(
        error, (ProjectError, ProgramError, GivenError, PortTakenError, CliMissingError, UsageError)
    ):
        return str(error)
    return f"{type(error).__name__}: {error}\n  at {_place(error)}; --traceback shows the way there"


def _place(error: Exception) -> str:
    """Where in the project's or the emulator's own code an error comes from."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_file() and LIBRARIES not in frame.filename]
    return f"{own[-1].filename}:{own[-1].lineno}" if own else "an unknown place"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m emulator",
        description="Deploy a Pulumi project to an AWS that runs inside this process.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="deploy a stack")
    preview = commands.add_parser("preview", help="say what a deployment would create")
    for command in (up, preview):
        command.add_argument("stack", help="name of the stack")
        command.add_argument("--project", type=Path, default=Path(), help="directory of Pulumi.yaml")
        command.add_argument(
            "--config", action="append", default=[], metavar="KEY=VALUE", help="over the stack's file"
        )
        command.add_argument("--json", action="store_true", help="write one JSON object")
        command.add_argument("--seed", type=int, help="order among independent resources")
    provider = commands.add_parser("provider", help="serve the account to the Pulumi CLI until Ctrl-C")
    provider.add_argument("--port", type=int, default=0, help="any that is free by default")
    provider.add_argument("--region", default=DEFAULT_REGION, help="of providers that name none")
    for command in (up, preview, provider):
        command.add_argument(
            "--given",
            action="append",
            default=[],
            metavar="KIND=NAME",
            help="zone= or certificate=: is there before",
        )
        command.add_argument("--traceback", action="store_true", help="show where an error comes from")
    order = commands.add_parser("order", help="judge the order in a state: pulumi stack export | ... order")
    order.add_argument("state", nargs="?", type=Path, help="what it exported; standard input by default")
    order.add_argument("--traceback", action="store_true", help="show where an error comes from")
    up.add_argument(
        "--engine",
        choices=("embedded", "pulumi"),
        default="embedded",
        help="who runs the program: this process (default), or the Pulumi CLI (on PATH, or PULUMI_BIN)",
    )
    up.add_argument("--check", metavar="MODULE", help="module whose check(outputs, session, stack) must hold")
    up.add_argument("--serve", action="store_true", help="keep the account reachable over HTTP until Ctrl-C")
    up.add_argument("--port", type=int, default=None, help="for --serve")
    return parser


def _provider(options: argparse.Namespace) -> int:
    """Serve Pulumi's provider protocol; the account lives as long as this process."""
    from . import runtime
    from .account import Account
    from .given import provide
    from .provider.serving import exports, serving

    with (
        Account(options.region) as account,
        runtime.installed(account.account_id),
        serving(account, options.port) as server,
    ):
        for given in options.given:
            print(f"# given: {provide(account, given)}")
        print("# `pulumi up` deploys to this account, until Ctrl-C, where this is said:")
        print(*exports(server), sep="\n", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


def _pulumi(options: argparse.Namespace, project: Project, config: Mapping[str, str]) -> int:
    """Deploy with the real CLI, in a copy of the project: nothing of the user's is read or changed."""
    from .provider.cli import Pulumi, found

    cli = found()  # before half a second is spent on loading boto3 and moto

    from . import runtime
    from .account import Account
    from .given import provide
    from .monitor import DeploymentFailed
    from .provider.judging import judged
    from .provider.serving import serving
    from .report import Report

    region = config.get("aws:region", DEFAULT_REGION)
    with (
        tempfile.TemporaryDirectory(prefix="emulator-") as directory,
        Account(region) as account,
        runtime.installed(account.account_id),
        serving(account) as server,
    ):
        for given in options.given:
            print(f"given: {provide(account, given)}", flush=True)
        pulumi = Pulumi(cli=cli, directory=Path(directory), provider=server.environment)
        pulumi.prepare(project.directory)
        values = [f"--config={project.name}:{SAMPLES}=true", *(f"--config={pair}" for pair in options.config)]
        if code := pulumi.run("stack", "init", options.stack, quiet=True):
            return code
        if code := pulumi.run("up", "--yes", "--stack", options.stack, *values):
            return code
        if left := judged(pulumi.state(options.stack)):
            raise DeploymentFailed(left)
        if not options.check:
            return 0
        report = Report(project=project.name, stack=options.stack, region=region)
        holds = report.checked(
            _outcomes(options.check, pulumi.outputs(options.stack), account.session(), options.stack)
        )
    return 0 if holds else 1


def _order(options: argparse.Namespace) -> int:
    """Judge a state that the CLI exported, of whatever account."""
    from .monitor import DeploymentFailed
    from .provider.judging import NoStateError, judged

    try:
        with (
            options.state.open(encoding="utf-8")
            if options.state
            else contextlib.nullcontext(sys.stdin) as told
        ):
            left = judged(json.load(told))
    except (OSError, ValueError, NoStateError) as error:
        raise UsageError(f"{options.state or 'standard input'}: {error}") from None
    if left:
        raise DeploymentFailed(left)
    print("every resource waits for what it relies on")
    return 0


def _run(options: argparse.Namespace) -> int:
    if options.command == "provider":
        return _provider(options)
    if options.command == "order":
        return _order(options)
    project = load(options.project)
    config = _config(project, options)
    if options.command == "up" and options.engine == "pulumi":
        return _pulumi(options, project, config)
    program = project.program()

    # all of this loads boto3 and moto, which a wrong stack's name need not wait for
    from . import runtime, server
    from .account import Account
    from .deploy import deploy
    from .given import provide
    from .report import Report

    serve = options.command == "up" and options.serve
    port = server.PORT if not serve or options.port is None else options.port
    if serve:
        server.free(port)
    region = config.get("aws:region", DEFAULT_REGION)
    report = Report(
        project=project.name,
        stack=options.stack,
        preview=options.command == "preview",
        region=region,
        machine=options.json,
    )
    with contextlib.ExitStack() as stack:
        account = stack.enter_context(Account(region))
        stack.enter_context(runtime.installed(account.account_id))
        report.given += [provide(account, given) for given in options.given]
        with report.progress() as told:
            deployment = deploy(
                program,
                account,
                project=project.name,
                stack=options.stack,
                config=config,
                preview=report.preview,
                seed=options.seed,
                on_progress=told,
            )
        report.deployed(deployment)
        holds = True
        if options.command == "up" and options.check:
            holds = report.checked(
                _outcomes(options.check, deployment.outputs, account.session(), options.stack)
            )
        report.finish(deployment)
        if serve:
            url = stack.enter_context(server.serving(port))
            _announce(url, region, quiet=options.json)
            with contextlib.suppress(KeyboardInterrupt):
                threading.Event().wait()
    return 0 if holds else 1


def _config(project: Project, options: argparse.Namespace) -> dict[str, str]:
    overrides: dict[str, str] = {}
    for given in options.config:
        key, mark, value = given.partition("=")
        if not mark or not key:
            raise UsageError(f"--config takes KEY=VALUE, not {given!r}")
        overrides[key] = value
    return {f"{project.name}:{SAMPLES}": "true", **project.config(options.stack, overrides)}


def _outcomes(module: str, outputs: dict[str, Any], session: Any, stack: str) -> Any:
    try:
        check = importlib.import_module(module).check
    except (ImportError, AttributeError) as error:
        raise UsageError(f"--check {module}: {error}") from None
    return check(outputs, session, stack)


def _announce(url: str, region: str, *, quiet: bool) -> None:
    from .server import exports

    if quiet:
        print(json.dumps({"endpoint": url}), flush=True)
        return
    print("\nThe account is reachable until Ctrl-C:\n", *exports(url, region), sep="\n  ", flush=True)


if __name__ == "__main__":
    sys.exit(main())
