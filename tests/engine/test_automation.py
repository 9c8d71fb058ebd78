"""The Automation API with the real engine: the program embedded, from any directory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

from automation import (
    Cancelled,
    Cli,
    ConcurrentUpdate,
    ConfigProblem,
    Deployer,
    Event,
    Patience,
    ProgramFailed,
    Protected,
    ResourcesFailed,
    Result,
    Smoke,
    StackMissing,
    Target,
    TimedOut,
    WaitEvent,
    project_at,
    release,
)
from automation.delivery import PreviewedEvent, ReleaseEvent, SmokeEvent
from automation.project import OWN, Program
from emulator.account import Account
from emulator.provider.serving import Serving

from .conftest import emulated
from .footprint import added, footprint
from .project import ROOT, SECONDS
from .test_cycle import unexplained

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(SECONDS),
    # an interrupted program's event loop is gone before its coroutines are
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SAMPLES = {"platforms:samples": "true", "platforms:enabled": '["hookrelay"]'}
"""One platform: this is about who embeds them."""


@dataclass
class Embedding:
    """A process that embeds programs, in a directory of its own.

    Attributes:
        cli: The CLI.
        account: Where it deploys to.
        server: The provider.
        directory: Of states and home.

    """

    cli: Cli
    account: Account
    server: Serving
    directory: Path
    told: list[Event] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **self.server.environment,
            "PULUMI_CONFIG_PASSPHRASE": "a passphrase of the tests",
            "PULUMI_EXPERIMENTAL": "true",
            "PULUMI_SKIP_CHECKPOINTS": "true",
        }

    @property
    def backend(self) -> str:
        return f"file://{self.directory / 'state'}"

    def deployer(
        self,
        stack: str,
        *,
        patience: Patience | None = None,
        timeout: float | None = None,
        **target: object,
    ) -> Deployer:
        given = {"config": SAMPLES, "backend": self.backend, "pulumi_home": self.directory / "home", **target}
        return Deployer(
            target=Target(stack=stack, environment=self.environment, **given),  # type: ignore[arg-type]
            cli=self.cli,
            told=self.told.append,
            patience=patience or Patience(attempts=1),
            timeout=timeout,
        )

    def small(self, stack: str, program: Program, **given: object) -> Deployer:
        """Of a project that declares nothing but what the program does."""
        directory = self.directory / "small"
        directory.mkdir(exist_ok=True)
        (directory / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
        return self.deployer(stack, project=project_at(directory, program), config={}, **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def embedding(cli: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedding]:
    directory = tmp_path_factory.mktemp("embedding")
    (directory / "state").mkdir()
    with emulated() as (account, server):
        yield Embedding(cli=Cli(cli), account=account, server=server, directory=directory)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test runs in the project's directory, nor with settings of whoever runs it."""
    for key in [
        key for key in os.environ if key.startswith("PULUMI_") and key != "PULUMI_ERROR_OUTPUT_STRING"
    ]:
        monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checkout() -> dict[str, bytes]:
    """The project's settings as they are on disk."""
    return {file.name: file.read_bytes() for file in ROOT.glob("Pulumi*.yaml")}


@pytest.mark.requirement("X-3", "TR-34")
def test_a_stack_is_deployed_checked_and_destroyed_from_another_directory(embedding: Embedding) -> None:
    before, empty = checkout(), footprint(embedding.account)
    steps: list[ReleaseEvent] = []
    deployer = embedding.deployer("dev")
    update = release(
        deployer,
        confirm=lambda preview: set(preview.changes) == {"create"},
        smoke=Smoke(session=embedding.account.session()),
        create=True,
        tell=steps.append,
    )
    [previewed] = [step.preview for step in steps if isinstance(step, PreviewedEvent)]
    assert previewed.changes == update.changes
    assert previewed.operations == update.operations
    assert len([step for step in steps if isinstance(step, SmokeEvent) and step.ok]) > 5

    outputs = update.outputs.hookrelay
    assert outputs.compute == "ecs"
    assert outputs.endpoints_table == "dev-hookrelay-endpoints"
    queue = embedding.account.session().client("sqs", region_name=outputs.region)
    assert queue.get_queue_attributes(QueueUrl=outputs.queue_url, AttributeNames=["QueueArn"])[
        "Attributes"
    ] == {"QueueArn": outputs.queue_arn}
    assert deployer.outputs() == update.outputs
    assert deployer.preview().is_empty
    assert deployer.refresh().is_empty

    destroyed = deployer.destroy(remove=True)
    assert destroyed.changes == {"delete": update.changes["create"]}
    with pytest.raises(StackMissing):
        deployer.outputs()
    assert unexplained(added(empty, footprint(embedding.account))) == {}
    assert checkout() == before
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.requirement("X-2", "TR-4")
def test_the_guides_words_for_an_environment_are_stacks_too(embedding: Embedding) -> None:
    preview = embedding.deployer("development").preview(create=True)
    assert preview.changes["create"] > 100
    assert any(urn.endswith("hookrelay-endpoints-table") for urn in preview.operations)


@pytest.mark.requirement("X-4")
def test_a_protected_stack_is_not_destroyed_and_nothing_is_touched(embedding: Embedding) -> None:
    deployer = embedding.deployer("production")
    deployer.up(create=True)
    before = footprint(embedding.account)
    with pytest.raises(Protected, match="platforms:decommission") as caught:
        deployer.destroy()
    assert any("dynamodb/table" in urn for urn in caught.value.urns)
    assert footprint(embedding.account) == before
    assert deployer.preview().is_empty

    retiring = embedding.deployer("production", config={**SAMPLES, "platforms:decommission": '["hookrelay"]'})
    retiring.up()
    assert added(footprint(embedding.account), before) == {}, "lifting the protection deletes nothing"
    assert set(retiring.destroy().changes) == {"delete"}


def test_mistakes_in_the_configuration_are_told_once_and_nothing_is_made(embedding: Embedding) -> None:
    before = len(embedding.account.requests)
    config = {**SAMPLES, "hookrelay:compute": "mainframe", "hookrelay:replicas": "3"}
    with pytest.raises(ConfigProblem) as caught:
        embedding.deployer("mistaken", config={**config, "platforms:environment": "dev"}).up(create=True)
    message = str(caught.value)
    assert message.count("mainframe") == 1
    assert "hookrelay:compute" in message
    assert "hookrelay:replicas" in message
    assert "Traceback" not in message
    assert len(embedding.account.requests) == before


def queue(name: str) -> aws.sqs.Queue:
    made = aws.sqs.Queue(name, name=f"small-{name}")
    pulumi.export("url", made.url)
    return made


def test_failed_resources_are_named_and_the_next_update_goes_on_from_there(embedding: Embedding) -> None:
    names = ["fine", "!"]

    def program() -> None:
        aws.sqs.Queue("bad", name=names[-1], opts=pulumi.ResourceOptions(depends_on=[queue("good")]))

    deployer = embedding.small("failing", program)
    with pytest.raises(
        ResourcesFailed, match=r"aws:sqs/queue:Queue bad: create failed: .*alphanumeric"
    ) as caught:
        deployer.up(create=True)
    [failure] = caught.value.failures
    assert failure.operation == "create"
    names.pop()
    assert deployer.up().changes == {"create": 1, "same": 2}


def test_an_error_of_the_program_names_its_place(embedding: Embedding) -> None:
    def program() -> None:
        raise LookupError("no such colour")

    with pytest.raises(ProgramFailed, match=r"LookupError: no such colour\n  at .*test_automation.py:\d+"):
        embedding.small("raising", program).preview(create=True)


@dataclass
class Blocking:
    """A program that waits in the middle."""

    reached: threading.Event = field(default_factory=threading.Event)
    free: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        made = queue("first")

        def go_on(url: str) -> str:
            self.reached.set()
            self.free.wait(60)
            return url

        aws.sqs.Queue("second", name="small-second", tags={"after": made.url.apply(go_on)})


@pytest.fixture
def blocking() -> Iterator[Blocking]:
    program = Blocking()
    yield program
    program.free.set()


def test_an_update_waits_for_another_and_gives_up_in_the_end(
    embedding: Embedding, blocking: Blocking
) -> None:
    done: list[Result] = []
    deployer = embedding.small("busy", blocking)
    thread = threading.Thread(target=lambda: done.append(deployer.up(create=True)))
    thread.start()
    assert blocking.reached.wait(60)

    other = embedding.small("busy", blocking, patience=Patience(attempts=2, first=0.1))
    with pytest.raises(ConcurrentUpdate, match="'busy' is being updated by somebody else"):
        other.up()

    other.patience = Patience(attempts=100, first=0.5, longest=0.5)
    threading.Timer(2, blocking.free.set).start()
    assert other.up().changes == {"same": 3}
    thread.join()
    assert done[0].changes == {"create": 3}
    assert any(isinstance(event, WaitEvent) for event in embedding.told)


def test_a_cancelled_update_has_recorded_what_it_did(embedding: Embedding, blocking: Blocking) -> None:
    deployer = embedding.small("cancelled", blocking)

    def cancel() -> None:
        blocking.reached.wait(60)
        deployer.cancel()
        blocking.free.set()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(Cancelled):
        deployer.up(create=True)
    thread.join()
    changes = deployer.up().changes
    assert changes["same"] >= 1
    assert sum(changes.values()) == 3
    deployer.destroy(remove=True)


def test_an_update_that_takes_too_long_ends_and_leaves_no_lock(
    embedding: Embedding, blocking: Blocking
) -> None:
    deployer = embedding.small("slow", blocking, timeout=8.0)
    with pytest.raises(TimedOut, match="longer than 8 seconds"):
        deployer.up(create=True)
    blocking.free.set()
    deployer.timeout = None
    assert sum(deployer.up().changes.values()) == 3
    deployer.destroy(remove=True)


def test_secrets_stay_readable_though_no_file_keeps_their_salt(embedding: Embedding) -> None:
    def program() -> None:
        pulumi.export("token", pulumi.Config().require_secret("token"))

    for number, value in enumerate(("hunter2", "hunter3")):
        deployer = embedding.small("secretive", program, secrets={"token": value})
        outputs = deployer.up(create=number == 0).outputs
        assert outputs.values == {"token": value}
        assert outputs.secret == {"token"}
    assert not list((embedding.directory / "small").glob("Pulumi.*.yaml"))
    kept = [
        file.read_text(errors="replace")
        for file in (embedding.directory / "state").rglob("*")
        if file.is_file()
    ]
    assert not any("hunter" in text for text in kept)


# -- as a command


PROGRAM = """
import pulumi, pulumi_aws as aws
queue = aws.sqs.Queue("jobs", name="command-jobs")
pulumi.export("url", queue.url)
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    directory = tmp_path / "shop"
    directory.mkdir()
    (directory / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (directory / "Pulumi.dev.yaml").write_text("config: {aws:region: us-east-1}\n")
    (directory / "__main__.py").write_text(PROGRAM)
    return directory


def command(embedding: Embedding, shop: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own command
        [
            sys.executable,
            "-m",
            "automation",
            *arguments,
            "--project",
            str(shop),
            "--backend",
            embedding.backend,
        ],
        env={
            **os.environ,
            **embedding.environment,
            "PULUMI_BIN": embedding.cli.command,
            "PYTHONPATH": str(OWN),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=heeds_interrupts,  # noqa: PLW1509 - it starts no thread and takes no lock
    )


def heeds_interrupts() -> None:
    """As from a terminal: tests that a shell runs in the background have SIGINT ignored, and hand that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_command_deploys_and_leaves_the_users_home_and_selected_stack_alone(
    embedding: Embedding, shop: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    mine = {"PULUMI_HOME": str(home), "PULUMI_BACKEND_URL": embedding.backend}
    for words in (["stack", "init", "mine"], ["stack", "select", "mine"]):
        subprocess.run(  # noqa: S603
            [embedding.cli.command, *words],
            cwd=shop,
            env={**os.environ, **embedding.environment, **mine},
            check=True,
        )

    def kept() -> dict[str, bytes]:
        """All but the logs that the CLI writes of each of its runs."""
        files = [*home.rglob("*"), *shop.rglob("*")]
        return {
            str(file): file.read_bytes()
            for file in files
            if file.is_file() and not file.is_relative_to(home / "logs")
        }

    before = kept()
    assert any("workspaces" in name for name in before)
    for words, expected in (
        (["up", "--stack", "dev", "--create", "--yes", "--no-smoke"], "create    aws:sqs/queue:Queue jobs"),
        (["outputs", "--stack", "dev"], "/command-jobs"),
        (["destroy", "--stack", "dev", "--yes", "--remove"], "delete    aws:sqs/queue:Queue jobs"),
    ):
        process = command(embedding, shop, *words, **mine)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
        assert expected in said
    assert kept() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_leaves_no_lock(embedding: Embedding, shop: Path, number: int) -> None:
    (shop / "__main__.py").write_text(
        PROGRAM + "import time, sys; print('here', flush=True); time.sleep(10)\n"
    )
    stack = f"interrupted{int(number)}"
    begun = threading.Event()
    process = command(embedding, shop, "up", "--stack", stack, "--create", "--yes", "--no-smoke")

    def read() -> None:
        for line in process.stdout or ():
            if "here" in line:
                begun.set()

    reader = threading.Thread(target=read)
    reader.start()
    assert begun.wait(60)
    process.send_signal(number)
    assert process.wait(60) == 130
    reader.join()
    (shop / "__main__.py").write_text(PROGRAM)
    for words in (
        ["up", "--stack", stack, "--yes", "--no-smoke"],
        ["destroy", "--stack", stack, "--yes", "--remove"],
    ):
        after = command(embedding, shop, *words)
        said, _ = after.communicate(timeout=120)
        assert after.returncode == 0, said
