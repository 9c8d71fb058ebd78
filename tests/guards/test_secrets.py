import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.guards.secrets import (
    generated_problems,
    name_problems,
    rotation_problems,
    value_problems,
)


@pytest.mark.parametrize(
    ("backend", "name", "sound"),
    [
        ("ssm", "/hookrelay/database-url", True),
        ("ssm", "/trinity/prod/jwt-secret", True),
        ("ssm", "hookrelay/database-url", False),
        ("ssm", "/aws/thing", False),
        ("ssm", "/SSMthing", False),
        ("ssm", "/with space", False),
        ("ssm", "/" + "/".join("a" * 15), True),
        ("ssm", "/" + "/".join("a" * 16), False),
        ("secretsmanager", "tiktok-commerce/openai-api-key", True),
        ("secretsmanager", "with space", False),
        ("secretsmanager", "x" * 513, False),
    ],
)
def test_names_are_what_the_backend_takes(backend: str, name: str, sound: bool) -> None:
    assert (not list(name_problems(backend=backend, name=name))) == sound


@pytest.mark.requirement("HR-22")
@pytest.mark.parametrize(("length", "sound"), [(31, False), (32, True), (128, True), (129, False)])
def test_generated_values_have_32_to_128_characters(length: int, sound: bool) -> None:
    assert (not list(generated_problems(length))) == sound


@pytest.mark.requirement("HR-22")
@given(st.text(min_size=1, max_size=40), st.integers(1, 64))
def test_only_the_length_of_a_value_is_looked_at(value: str, minimum: int) -> None:
    problems = list(value_problems(length=len(value), minimum=minimum))
    assert bool(problems) == (len(value) < minimum)


@pytest.mark.requirement("X-20")
@pytest.mark.parametrize(
    ("backend", "days", "sound"),
    [
        ("ssm", None, True),
        ("ssm", 90, False),
        ("secretsmanager", 90, True),
        ("secretsmanager", 0, False),
        ("secretsmanager", 1_001, False),
    ],
)
def test_only_secrets_manager_rotates(backend: str, days: int | None, sound: bool) -> None:
    assert (not list(rotation_problems(backend=backend, days=days))) == sound
