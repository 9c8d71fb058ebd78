"""Whatever is done to a stack file, it loads or is refused in words, and no secret is in the words."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.settings import ConfigError, load
from components.settings.docs import NAMESPACES
from components.settings.model import yaml_key
from tests.settings.stack_files import STACKS, config

SECRET = "s3cr3t-" + "Zq9" * 12  # long enough for every secret, and nowhere else in a message
SECRETS = (
    "hookrelay:authSecret",
    "hookrelay:discordId",
    "hookrelay:discordSecret",
    "hookrelay:ingestSharedSecret",
)
KNOWN = [f"{space}:{yaml_key(name)}" for space, model in NAMESPACES.items() for name in model.model_fields]
# Words that bring a random object near to a real one.
WORDS = st.sampled_from(
    sorted(
        {yaml_key(name) for model in NAMESPACES.values() for name in model.model_fields}
        | {
            "mode",
            "zone",
            "none",
            "lambda",
            "fargate",
            "timeout",
            "domain",
            "zoneName",
            "vpcId",
            "emails",
            "restore",
        }
        | {
            "deliveries",
            "indexes",
            "name",
            "partitionKey",
            "type",
            "cpu",
            "memory",
            "billing",
            "provisioned",
            "region",
        }
    )
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | WORDS
    | st.sampled_from(["5 minutes", "us-east-1", "10.1.0.0/16", "corp.dev", "0.0.0-sample", "true", "3"])
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=4)
    ),
)
TEXTS = TREES.map(json.dumps) | st.text(max_size=20) | LEAVES.filter(lambda leaf: isinstance(leaf, str))
STACK_NAMES = st.sampled_from([*STACKS, "production", "alice"])


def outcome(stack: str, values: dict[str, Any], secret_keys: set[str]) -> None:
    """Load; a refusal names, for each problem, a key of the file or one that the file should have."""
    try:
        loaded = load(stack, values, secret_keys)
    except ConfigError as error:
        refused: ConfigError | None = error
    else:
        refused, text = None, repr(loaded)
    if refused is not None:
        assert refused.problems
        assert refused.__cause__ is None
        for problem in refused.problems:
            namespace, _, key = problem.field.partition(":")
            asked = {*values, *KNOWN, *(f"{given}:" for given in values)}  # a key may be only a namespace
            assert problem.field.split(".")[0].split("[")[0] in asked or namespace not in NAMESPACES, key
            assert problem.allowed
            assert problem.fix
        text = str(refused)
        assert "Traceback" not in text
        assert "pydantic" not in text
    assert SECRET not in text


@given(stack=STACK_NAMES, key=st.sampled_from(KNOWN), value=TEXTS, samples=st.booleans())
def test_any_value_of_any_key_loads_or_is_refused_in_words(
    stack: str, key: str, value: str, samples: bool
) -> None:
    values = config("prod") | {"platforms:samples": "true" if samples else "false"} | {key: value}
    outcome(stack, values, set())


@given(
    stack=STACK_NAMES,
    changes=st.dictionaries(st.sampled_from(KNOWN) | st.text(max_size=20), TEXTS, max_size=8),
    removed=st.sets(st.sampled_from(KNOWN)),
)
def test_any_change_of_a_file_loads_or_is_refused_in_words(
    stack: str, changes: dict[str, str], removed: set[str]
) -> None:
    values = {key: value for key, value in {**config("staging"), **changes}.items() if key not in removed}
    outcome(stack, values, set())


@given(
    key=st.sampled_from(KNOWN) | st.sampled_from(SECRETS),
    wrap=st.sampled_from(["{}", '"{}"', '["{}"]', '{{"{}": 1}}', '{{"emails": ["{}"]}}', "prefix {}"]),
    encrypted=st.booleans(),
    others=st.dictionaries(st.sampled_from(KNOWN), TEXTS, max_size=3),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_secret_is_never_shown_wherever_it_stands(
    key: str, wrap: str, encrypted: bool, others: dict[str, str]
) -> None:
    """Encrypted under any key, or in plain text under a key that is for secrets."""
    is_for_secrets = key in SECRETS
    values = {**config("prod"), **others, key: wrap.format(SECRET)}
    outcome("prod", values, {key} if encrypted or not is_for_secrets else set())


@given(key=st.text(max_size=30))
def test_the_value_of_an_unknown_key_is_never_shown(key: str) -> None:
    """It may be a secret whose key was misspelt."""
    if key not in KNOWN and not key.startswith("pulumi:"):
        outcome("dev", {**config("dev"), key: SECRET}, set())
