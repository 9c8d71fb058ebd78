"""The shape of the tree: names, tokens, parents, providers, protection."""

from __future__ import annotations

import ast
import inspect
import itertools
import json
import pkgutil
from collections import Counter
from importlib import import_module
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

import components
from components.platforms import CLASSES
from components.protection import HOOK_NAME
from tests.baseline.test_declared import VARIANTS as BASELINE
from tests.contract.walk import custom
from tests.platforms.streamcanvas.variants import VARIANTS as STREAMCANVAS
from tests.platforms.tiktok_commerce.variants import VARIANTS as TIKTOK_COMMERCE
from tests.platforms.trinity.stacks import STACKS as TRINITY
from tests.support.program import ROOT, Variant, declared
from tests.support.recorder import Recorder, declare
from tests.support.streamer import STREAMER
from tests.support.variants import FILES, VARIANTS

# What the committed files declare of each platform, and then every choice that there is.
EVERYTHING = [
    Variant(file="baseline" if platform == "baseline" else "prod", platform=platform) for platform in CLASSES
]
CHOICES = [
    *(each["everything"] for each in (TRINITY, TIKTOK_COMMERCE, BASELINE)),
    *(VARIANTS[each] for each in ("docker", "docker-host-group", "rds-managed", "muted", "dr")),
    STREAMCANVAS["vercel"],
    *(
        variant
        for each in (VARIANTS, STREAMCANVAS, STREAMER, TRINITY, TIKTOK_COMMERCE, BASELINE)
        for variant in each.values()
    ),
]
PLATFORMS = {f"platforms:index:{name}" for _, name in CLASSES.values()}
# What holds data that nobody can make again.
STATEFUL = {
    "aws:dynamodb/table:Table",
    "aws:s3/bucket:Bucket",
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:kms/key:Key",
    "aws:ssm/parameter:Parameter",
    "aws:secretsmanager/secret:Secret",
}
# Functions of providers that the program may call: who and where we are, the zone that it is told to write
# in, and the addresses of CloudFront that a private load balancer lets in.
LOOK_UPS = {
    "aws:index/getCallerIdentity:getCallerIdentity",
    "aws:route53/getZone:getZone",
    "aws:ec2/getManagedPrefixList:getManagedPrefixList",
}
PROVIDER_TAGS = {"Project", "Service", "Environment"}


def misnamed(recorded: Recorder) -> list[str]:
    """Resources outside a component, or whose name doesn't begin with their component's."""
    found = []
    for item in recorded.graph:
        if item.typ.startswith("pulumi:providers:") or item.typ in PLATFORMS:
            continue
        parent = next(iter(recorded.graph.ancestors(item.urn)), None)
        if parent is None:
            found.append(f"{item.name}: in no component")
        elif item.name != parent.name and not item.name.startswith(f"{parent.name}-"):
            found.append(f"{item.name}: not named after {parent.name}")
        elif parent.custom:
            found.append(f"{item.name}: below {parent.typ}, which is no component")
    return found


@pytest.mark.requirement("X-3")
def test_every_resource_is_in_a_component_and_named_after_it(recorded: Recorder) -> None:
    assert len(recorded.graph) > 100
    assert misnamed(recorded) == []


def test_the_walk_sees_misnamed_resources() -> None:
    class Thing(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("platforms:index:Thing", "thing")
            aws.sqs.Queue("other", opts=pulumi.ResourceOptions(parent=self))
            self.register_outputs({})

    def program() -> None:
        aws.sqs.Queue("lonely")
        Thing()

    assert set(misnamed(declare(program))) == {
        "lonely: in no component",
        "thing: in no component",
        "other: not named after thing",
    }


@pytest.mark.requirement("X-3")
def test_every_component_registers_its_outputs_once(recorded: Recorder) -> None:
    """Twice fails in the monitor; never, and the CLI shows the component as still being made."""
    ours = {item.urn for item in recorded.graph if item.typ.startswith("platforms:index:")}
    assert len(ours) > 20
    assert ours <= recorded.deployment.monitor.component_outputs.keys()


def component_classes() -> dict[str, str]:
    """Every component class of the program -> its file."""
    found: dict[str, str] = {}
    bases: set[str] = set()
    for module in pkgutil.walk_packages(components.__path__, "components."):
        loaded = import_module(module.name)
        for name, member in vars(loaded).items():
            of_here = inspect.isclass(member) and member.__module__ == loaded.__name__
            if of_here and issubclass(member, pulumi.ComponentResource):
                found[name] = str(inspect.getsourcefile(member))
                bases |= {base.__name__ for base in member.__bases__}
    return {name: file for name, file in found.items() if name not in bases}


def tokens_in(source: str) -> dict[str, list[str]]:
    """Class -> the literal tokens that it hands to Pulumi."""
    found: dict[str, list[str]] = {}
    for node in ast.parse(Path(source).read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
            called = call.func
            of_super = isinstance(called, ast.Attribute) and called.attr == "__init__" and call.args
            if of_super and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
                found.setdefault(node.name, []).append(call.args[0].value)
    return found


@pytest.mark.requirement("X-1", "X-3")
def test_every_component_has_a_literal_token_of_its_own() -> None:
    classes = component_classes()
    assert len(classes) > 25, "the walk found too little to prove anything"
    tokens = {name: tokens_in(source).get(name) for name, source in classes.items()}
    assert {name: token for name, token in tokens.items() if token != [f"platforms:index:{name}"]} == {}
    assert max(Counter(token for each in tokens.values() for token in each or []).values()) == 1


@pytest.mark.requirement("X-4")
def test_every_component_is_used_by_some_stack() -> None:
    """A block that no stack declares would be proven by nothing but its own tests."""
    unused = {f"platforms:index:{name}" for name in component_classes()}
    for stack in itertools.chain(EVERYTHING, CHOICES):
        if unused:  # the choices that have the rest come first; all others are looked at for what is left
            unused -= {item.typ for item in declared(stack).graph}
    assert unused == set()


@pytest.mark.requirement("X-7")
def test_everything_of_aws_is_made_by_the_platforms_own_provider(recorded: Recorder) -> None:
    made = [item for item in custom(recorded) if item.typ.startswith(("aws:", "awsx:"))]
    assert len(made) > 100
    assert {item.name for item in made if not item.provider.endswith("::hookrelay-aws")} == set()
    assert [item.name for item in recorded.of_type("pulumi:providers:aws")] == ["hookrelay-aws"]


@pytest.mark.requirement("X-5")
def test_awsx_makes_the_vpc_and_nothing_else(recorded: Recorder) -> None:
    """What it makes below itself no unit test sees, so load balancers and services are not its business."""
    assert {item.typ for item in recorded.graph if item.typ.startswith("awsx:")} <= {"awsx:ec2:Vpc"}
    below = {
        item.typ
        for item in recorded.graph
        if any(above.typ == "awsx:ec2:Vpc" for above in recorded.graph.ancestors(item.urn))
    }
    assert all(typ.startswith("aws:ec2/") for typ in below)


@pytest.mark.requirement("X-7")
def test_an_aws_resource_without_that_provider_is_an_error() -> None:
    config = {"pulumi:disable-default-providers": ["aws"]}
    with pytest.raises(Exception, match="Default provider for 'aws' disabled"):
        declare(lambda: aws.sqs.Queue("q"), config=config)


@pytest.mark.requirement("X-3", "X-7")
def test_nothing_is_looked_up_but_what_only_the_account_knows(recorded: Recorder) -> None:
    called = {token for token, _ in recorded.invokes}
    assert "aws:index/getCallerIdentity:getCallerIdentity" in called
    assert called <= LOOK_UPS
    zones = [token for token, _ in recorded.invokes if "getZone" in token]
    assert len(zones) <= 1


@pytest.mark.requirement("X-14", "X-10")
def test_cost_tags_are_on_everything_and_nothing_says_otherwise(recorded: Recorder) -> None:
    tags = json.loads(recorded.one("pulumi:providers:aws").inputs["defaultTags"])["tags"]
    assert set(tags) == PROVIDER_TAGS
    assert tags["Service"] == "hookrelay"
    assert not [item.name for item in recorded.graph if PROVIDER_TAGS & set(item.inputs.get("tags") or {})]
    for service in recorded.of_type("aws:ecs/service:Service"):
        assert service.inputs["propagateTags"] == "SERVICE", "tasks would have no tags"


def unprotected(recorded: Recorder) -> set[str]:
    """Stateful things that a slip would delete."""
    return {
        item.name
        for item in recorded.graph
        if item.typ in STATEFUL
        and not (item.protect and item.hooks.get("before_delete") == (HOOK_NAME,))
        # a copy of what stands elsewhere: RDS replicas
        and "replicateSourceDb" not in item.inputs
    }


@pytest.mark.requirement("HR-1", "HR-27", "X-10")
@pytest.mark.parametrize(
    "name", ["prod", "production", "dr", "secretsmanager", "provisioned", "derived-prod"]
)
def test_what_holds_data_is_protected_in_production(name: str) -> None:
    recorded = declared(VARIANTS[name])
    held = [item for item in recorded.graph if item.typ in STATEFUL]
    assert len(held) >= 10
    assert unprotected(recorded) == set()


@pytest.mark.requirement("X-10")
@pytest.mark.parametrize("name", ["dev", "staging", "derived", "dr-without-key", "decommissioned"])
def test_nothing_stands_in_the_way_of_a_destroy_elsewhere(name: str) -> None:
    for item in declared(VARIANTS[name]).graph:
        assert not item.protect, item.name
        assert "before_delete" not in item.hooks, item.name
        assert not item.retain_on_delete, item.name
        for key in ("deletionProtection", "deletionProtectionEnabled", "enableDeletionProtection"):
            assert not item.inputs.get(key), f"{item.name}: {key}"
        if item.typ == "aws:s3/bucket:Bucket":
            assert item.inputs["forceDestroy"] is True, item.name
        if item.typ == "aws:rds/instance:Instance":
            # to decommission is to give up the platform, not its last backup
            assert item.inputs["skipFinalSnapshot"] is (name != "decommissioned"), item.name
        if item.typ == "aws:secretsmanager/secret:Secret":
            assert item.inputs["recoveryWindowInDays"] == 0, item.name
        if item.typ == "aws:ecr/repository:Repository":
            assert item.inputs["forceDelete"] is True, item.name


@pytest.mark.requirement("HR-1", "HR-27", "X-10")
def test_production_is_protected_by_aws_as_well() -> None:
    recorded = declared(VARIANTS["prod"])
    assert recorded.inputs("hookrelay-database-instance")["deletionProtection"] is True
    assert recorded.inputs("hookrelay-database-instance")["skipFinalSnapshot"] is False
    assert recorded.inputs("hookrelay-lb-alb")["enableDeletionProtection"] is True
    assert recorded.inputs("hookrelay-endpoints-table")["deletionProtectionEnabled"] is True
    assert recorded.inputs("hookrelay-archive-bucket")["forceDestroy"] is False
    assert recorded.inputs("hookrelay-registry-repository")["forceDelete"] is False


@pytest.mark.requirement("X-10")
def test_environments_differ_in_sizes_and_care_and_not_in_kind() -> None:
    """The same components everywhere, but for the firewall, the own key and the domain."""
    kinds = {
        name: {item.typ for item in declared(FILES[name]).graph if item.typ.startswith("platforms:")}
        for name in ("dev", "staging", "prod")
    }
    assert kinds["staging"] == kinds["prod"]
    assert kinds["prod"] - kinds["dev"] == {
        f"platforms:index:{each}" for each in ("AliasRecords", "Certificate", "Firewall")
    }
    assert kinds["dev"] <= kinds["prod"]


@pytest.mark.requirement("X-1", "X-3")
def test_the_entry_point_only_calls_the_program() -> None:
    body = ast.parse((ROOT / "__main__.py").read_text(encoding="utf-8")).body
    code = [
        node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    assert [type(node) for node in code] == [ast.ImportFrom, ast.Expr]
    assert ast.unparse(code[1]) == "program()"
