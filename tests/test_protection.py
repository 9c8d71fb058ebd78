import gc
import weakref
from dataclasses import replace

import pulumi
import pulumi_aws as aws
import pytest

from components.environments import ENVIRONMENTS, Environment
from components.protection import (
    BACKUP_TAG,
    DECOMMISSION_KEY,
    HOOK_NAME,
    ProtectedResourceError,
    backup_tags,
    deletion_hook,
    protected,
    refuse_deletion,
)
from tests.support.recorder import Recorder, declare

DEV, PROD = ENVIRONMENTS["dev"], ENVIRONMENTS["prod"]
URN = "urn:pulumi:prod::platforms::platforms:index:Table$aws:dynamodb/table:Table::users-table"


class Holder(pulumi.ComponentResource):
    def __init__(self, name: str, environment: Environment) -> None:
        super().__init__("platforms:index:Holder", name)
        for thing in ("a", "b"):
            aws.sqs.Queue(f"{name}-{thing}", opts=protected(environment, self, ignore_changes=["name"]))


def holder(environment: Environment) -> Recorder:
    return declare(lambda: Holder("holder", environment))


def test_production_protects_stateful_things_by_flag_and_by_hook() -> None:
    for name in ("holder-a", "holder-b"):
        made = holder(PROD).registration(name)
        assert made.protect
        assert made.hooks == {"before_delete": (HOOK_NAME,)}
        assert made.ignore_changes == ("name",)
        assert made.parent.endswith("::holder")


@pytest.mark.parametrize("environment", [DEV, replace(PROD, protect=False)])
def test_nothing_stands_in_the_way_of_a_destroy_elsewhere(environment: Environment) -> None:
    # a delete hook alone would make a plain `pulumi destroy` fail
    made = holder(environment).registration("holder-a")
    assert not made.protect
    assert not made.hooks


def test_the_refusal_names_the_thing_and_the_two_steps() -> None:
    args = pulumi.ResourceHookArgs(urn=URN, id="users", name="users-table", type="aws:dynamodb/table:Table")
    with pytest.raises(ProtectedResourceError) as refused:
        refuse_deletion(args)
    message = str(refused.value)
    assert "users-table" in message
    assert DECOMMISSION_KEY in message
    assert URN in message


def test_the_hook_speaks_in_the_preview_and_is_the_same_for_the_whole_run() -> None:
    hooks: list[pulumi.ResourceHook] = []
    declare(lambda: hooks.extend([deletion_hook(), deletion_hook()]))
    declare(lambda: hooks.append(deletion_hook()))
    assert hooks[0] is hooks[1]
    assert hooks[0] is not hooks[2]
    assert hooks[0].name == hooks[2].name == HOOK_NAME
    assert hooks[0].opts is not None
    assert hooks[0].opts.on_dry_run


def test_schema_hooks_run_where_nothing_is_protected_too() -> None:
    def program() -> None:
        grows_only = pulumi.ResourceHook("grows-only", lambda _: None)
        parent = pulumi.ComponentResource("platforms:index:Pool", "pool")
        aws.sqs.Queue("pool-queue", opts=protected(DEV, parent, before_update=[grows_only]))

    assert declare(program).registration("pool-queue").hooks == {"before_update": ("grows-only",)}


@pytest.mark.requirement("X-15")
def test_only_what_is_backed_up_carries_the_tag() -> None:
    assert backup_tags(PROD) == dict([BACKUP_TAG])
    assert backup_tags(DEV) == {}


def test_runs_are_let_go_when_they_are_over() -> None:
    """An embedder runs many programs in one process; each is some megabytes. The SDK may keep the last."""
    gone = [weakref.ref(holder(PROD).deployment.monitor) for _ in range(4)]
    gc.collect()
    assert [monitor() for monitor in gone[:-1]] == [None, None, None]
