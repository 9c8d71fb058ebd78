"""Operations, against a stand-in for the CLI."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest
import yaml

from automation import (
    Cancelled,
    Cli,
    ConcurrentUpdate,
    EngineFailed,
    Event,
    NotConfirmed,
    Protected,
    ResourceEvent,
    ResourcesFailed,
    StackMissing,
    SummaryEvent,
    TimedOut,
    WaitEvent,
)

from .conftest import LOCKED, MISSING, QUEUE, Shop, failed, made, summary


def snapshot(directory: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in directory.rglob("*") if file.is_file()}


def test_a_preview_counts_and_names_what_would_change(shop: Shop) -> None:
    preview = shop.deployer().preview()
    assert preview.changes == {"create": 1}
    assert preview.operations == {QUEUE: "create"}
    assert not preview.is_empty


def test_a_preview_of_what_stays_the_same_is_empty(shop: Shop) -> None:
    shop.answers(preview=[{"events": [summary(same=7)]}])
    assert shop.deployer().preview().is_empty


def test_an_update_gives_what_the_stack_exports(shop: Shop) -> None:
    shop.answers(
        stack_output=[
            {"stdout": '{"url": "https://jobs", "token": "[secret]"}'},
            {"stdout": '{"url": "https://jobs", "token": "hunter2"}'},
        ]
    )
    outputs = shop.deployer().up().outputs
    assert outputs.values == {"url": "https://jobs", "token": "hunter2"}
    assert outputs.secret == {"token"}
    assert "hunter2" not in f"{outputs} {outputs!r} {outputs.masked()}"


@pytest.mark.requirement("X-3")
def test_the_cli_works_in_a_directory_of_its_own_and_the_project_is_left_alone(shop: Shop) -> None:
    before = snapshot(shop.directory)
    shop.deployer().up()
    for call in shop.calls:
        assert not Path(call["cwd"]).is_relative_to(shop.directory)
        assert not Path(call["cwd"]).exists()
    files = shop.call("up")["files"]
    assert set(files) == {"Pulumi.yaml", "Pulumi.dev.yaml"}
    assert files["Pulumi.dev.yaml"] == (shop.directory / "Pulumi.dev.yaml").read_text()
    assert yaml.safe_load(files["Pulumi.yaml"])["main"] == str(shop.directory)
    assert snapshot(shop.directory) == before
    assert list(Path.cwd().iterdir()) == []


def test_no_stack_is_selected(shop: Shop) -> None:
    shop.answers(**MISSING)
    shop.deployer().up(create=True)
    assert "stack select" not in shop.commands
    [init] = [call for call in shop.calls if call["command"] == "stack init"]
    assert "--no-select" in init["arguments"]


def test_a_missing_stack_is_made_only_on_request(shop: Shop) -> None:
    shop.answers(stack=MISSING["stack"][:1])
    with pytest.raises(StackMissing, match=r"'dev'.*--create"):
        shop.deployer().up()
    assert shop.commands == ["stack"]


def test_a_new_stack_gets_the_secrets_provider_that_is_given(shop: Shop) -> None:
    shop.answers(**MISSING)
    target = shop.target(secrets_provider="awskms://alias/states")
    shop.deployer(target=target).preview(create=True)
    arguments = shop.call("stack init")["arguments"]
    assert arguments[arguments.index("--secrets-provider") + 1] == "awskms://alias/states"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("s3://states/prod?region=eu-west-1", "s3://states/prod?region=eu-west-1"),
        ("https://api.pulumi.com", "https://api.pulumi.com"),
        ("file://~", "file://~"),
        ("file:///var/states", "file:///var/states"),
        ("file://states", "file://{here}/states"),
        ("file://./states", "file://{here}/states"),
    ],
)
def test_the_backend_is_the_one_that_is_given_seen_from_the_caller(
    shop: Shop, given: str, taken: str
) -> None:
    """A relative one would else lie in the directory that is gone afterwards, with the state in it."""
    shop.deployer(target=shop.target(backend=given)).preview()
    expected = taken.format(here=Path.cwd())
    assert {call["environment"]["PULUMI_BACKEND_URL"] for call in shop.calls} == {expected}


def test_a_relative_backend_of_the_environment_is_the_callers(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", "file://states")
    shop.deployer().preview()
    assert shop.call("preview")["environment"]["PULUMI_BACKEND_URL"] == f"file://{Path.cwd()}/states"


def test_a_relative_backend_of_the_project_is_the_projects(shop: Shop) -> None:
    with (shop.directory / "Pulumi.yaml").open("a") as file:
        file.write("backend:\n  url: file://states\n")
    shop.deployer().preview()
    assert shop.call("preview")["environment"]["PULUMI_BACKEND_URL"] == f"file://{shop.directory}/states"


def test_a_home_of_its_own_is_used_for_every_command(shop: Shop, tmp_path: Path) -> None:
    shop.deployer(target=shop.target(pulumi_home=Path("home"))).up()
    assert {call["environment"]["PULUMI_HOME"] for call in shop.calls} == {str(Path.cwd() / "home")}


@pytest.mark.requirement("X-4")
def test_configuration_goes_over_the_stacks_file_whose_spelling_stays(shop: Shop) -> None:
    config = {"aws:region": "us-west-2", "shop:sizes": '["S", "M"]', "shop:slogan": 'say "yes": now'}
    shop.deployer(target=shop.target(config=config)).preview()
    text = shop.call("preview")["files"]["Pulumi.dev.yaml"]
    assert "shop:open: yes" in text
    assert yaml.safe_load(text)["config"] == {"shop:open": True, **config}


def test_configuration_needs_no_file(shop: Shop) -> None:
    shop.deployer(target=shop.target(stack="new", config={"shop:open": "no"})).preview()
    assert yaml.safe_load(shop.call("preview")["files"]["Pulumi.new.yaml"]) == {"config": {"shop:open": "no"}}


def test_secrets_are_encrypted_and_never_among_arguments(shop: Shop) -> None:
    shop.deployer(target=shop.target(secrets={"shop:token": "hunter2\nsecond line"})).preview()
    call = shop.call("config set")
    assert call["input"] == "hunter2\nsecond line\n"
    assert {"--secret", "shop:token"} <= set(call["arguments"])
    assert not any("hunter2" in argument for each in shop.calls for argument in each["arguments"])
    assert not any("hunter2" in text for each in shop.calls for text in each["files"].values())


def test_progress_names_each_resource_with_its_duration(shop: Shop) -> None:
    told: list[Event] = []
    shop.deployer(told=told.append).up()
    first, second, last = told
    assert isinstance(first, ResourceEvent)
    assert (first.phase, first.operation, first.type, first.name) == (
        "started",
        "create",
        "aws:sqs/queue:Queue",
        "jobs",
    )
    assert isinstance(second, ResourceEvent)
    assert second.phase == "done"
    assert isinstance(last, SummaryEvent)
    assert last.changes == {"create": 1}
    assert last.seconds > 0


def test_an_error_of_the_callers_own_callback_is_not_swallowed(shop: Shop) -> None:
    def told(_: Event) -> None:
        raise LookupError("no such screen")

    with pytest.raises(LookupError, match="no such screen"):
        shop.deployer(told=told).up()


def test_each_failed_resource_is_named_with_its_reason(shop: Shop) -> None:
    other = QUEUE.replace("::jobs", "::mails")
    events = [*failed("Access denied"), *failed("Quota exceeded", other), summary(same=1)]
    shop.answers(up=[{"events": events, "code": 1, "stdout": "error: update failed"}])
    with pytest.raises(ResourcesFailed) as caught:
        shop.deployer().up()
    assert [(each.urn, each.operation, each.reason) for each in caught.value.failures] == [
        (QUEUE, "create", "Access denied"),
        (other, "create", "Quota exceeded"),
    ]
    assert "aws:sqs/queue:Queue mails: create failed: Quota exceeded" in str(caught.value)


def test_what_the_engine_says_is_kept_where_no_resource_failed(shop: Shop) -> None:
    shop.answers(
        preview=[{"code": 255, "stderr": "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE"}]
    )
    with pytest.raises(EngineFailed, match=r"^passphrase must be set with PULUMI_CONFIG_PASSPHRASE$"):
        shop.deployer().preview()


# -- somebody else updates the stack


def test_a_concurrent_update_is_waited_for(shop: Shop) -> None:
    shop.answers(up=[LOCKED, LOCKED, {"events": [summary(same=1)]}])
    told: list[Event] = []
    assert shop.deployer(told=told.append).up().changes == {"same": 1}
    waits = [event for event in told if isinstance(event, WaitEvent)]
    assert [(wait.attempt, wait.seconds) for wait in waits] == [(1, 0.01), (2, 0.02)]


def test_a_concurrent_update_is_not_waited_for_without_end(shop: Shop) -> None:
    shop.answers(up=[LOCKED])
    with pytest.raises(ConcurrentUpdate, match=r"tried 3 times.*pulumi cancel --stack dev") as caught:
        shop.deployer().up()
    assert caught.value.attempts == 3
    assert shop.commands.count("up") == 3
    assert "cancel" not in shop.commands, "another's lock is not ours to remove"


def test_waiting_ends_with_the_time_limit(shop: Shop) -> None:
    shop.answers(up=[LOCKED])
    deployer = shop.deployer(timeout=2.0)
    deployer.patience = type(deployer.patience)(attempts=100, first=30, longest=30)
    begin = time.monotonic()
    with pytest.raises(TimedOut):
        deployer.up()
    assert time.monotonic() - begin < 20


# -- ending early


def test_what_takes_too_long_is_interrupted_so_that_it_can_record_what_it_did(shop: Shop) -> None:
    shop.answers(up=[{"seconds": 60}])
    with pytest.raises(TimedOut, match="longer than 2 seconds"):
        shop.deployer(timeout=2.0).up()
    assert "cancel" not in shop.commands, "an interrupted CLI removes its own lock"


def test_what_does_not_end_is_killed_and_its_lock_removed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.limit.LAST_GRACE", 0.2)
    shop.answers(up=[{"seconds": 60, "interrupts": 9}])
    with pytest.raises(TimedOut):
        shop.deployer(timeout=2.0, grace=0.2).up()
    assert shop.commands[-1] == "cancel"


def test_another_thread_can_cancel(shop: Shop) -> None:
    shop.answers(up=[{"seconds": 60}])
    deployer = shop.deployer()

    def cancel() -> None:
        while not (shop.place / "up.started").exists():
            time.sleep(0.02)
        deployer.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(Cancelled):
        deployer.up()
    thread.join()
    shop.answers()
    assert deployer.up().changes == {"create": 1}, "the next operation is another matter"


def test_cancelling_nothing_is_harmless(shop: Shop) -> None:
    deployer = shop.deployer()
    deployer.cancel()
    assert deployer.preview().changes == {"create": 1}


# -- destroying


def test_a_destroy_previews_first(shop: Shop) -> None:
    shop.deployer().destroy()
    previewed, destroyed = (call["arguments"] for call in shop.calls if call["command"] == "destroy")
    assert "--preview-only" in previewed
    assert "--yes" in destroyed


@pytest.mark.parametrize("held", [{"protect": True}, {"resourceHooks": {"BeforeDelete": ["refuse"]}}])
def test_a_protected_stack_is_not_destroyed_and_the_way_out_is_named(
    shop: Shop, held: dict[str, object]
) -> None:
    state = {"version": 3, "deployment": {"resources": [{"urn": QUEUE, **held}, {"urn": "urn:other"}]}}
    events = failed("cannot be deleted because it is protected")
    shop.answers(
        destroy=[{"events": events, "code": 1}],
        stack_export=[{"stdout": json.dumps(state)}],
    )
    with pytest.raises(Protected, match="platforms:decommission") as caught:
        shop.deployer().destroy()
    assert caught.value.urns == (QUEUE,)
    assert shop.commands.count("destroy") == 1


def test_a_destroy_that_is_not_confirmed_deletes_nothing(shop: Shop) -> None:
    with pytest.raises(NotConfirmed):
        shop.deployer().destroy(confirm=lambda preview: preview.changes != {"delete": 1})
    assert shop.commands.count("destroy") == 1


def test_a_destroyed_stack_is_removed_on_request(shop: Shop) -> None:
    shop.deployer().destroy(remove=True)
    assert shop.commands[-1] == "stack rm"


def test_a_replacement_is_one_operation(shop: Shop) -> None:
    events = [*made("create-replacement"), *made("replace"), *made("delete-replaced"), summary(replace=1)]
    shop.answers(preview=[{"events": events}])
    assert shop.deployer().preview().operations == {QUEUE: "replace"}


def test_the_cli_is_the_one_of_the_environment_unless_given(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_BIN", str(shop.bin))
    deployer = shop.deployer()
    deployer.cli = None
    assert deployer.preview().changes == {"create": 1}
    assert isinstance(shop.deployer().cli, Cli)
