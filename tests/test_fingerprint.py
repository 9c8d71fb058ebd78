import pulumi
from hypothesis import given
from hypothesis import strategies as st

from components.fingerprint import VERSION_BITS, fingerprint, version_of
from tests.support.recorder import declare


@given(st.text(), st.text(min_size=1))
def test_a_version_is_positive_stable_and_small_enough_for_every_layer(value: str, key: str) -> None:
    version = fingerprint(value, key)
    assert 1 <= version < 2**VERSION_BITS
    assert version == fingerprint(value, key)


@given(st.text(), st.text())
def test_another_value_has_another_version(first: str, second: str) -> None:
    assert (fingerprint(first, "key") == fingerprint(second, "key")) == (first == second)


def test_the_key_keeps_a_guessable_value_from_being_tried() -> None:
    assert fingerprint("hunter2", "one key") != fingerprint("hunter2", "another key")


def test_the_version_of_a_secret_is_shown() -> None:
    def program() -> None:
        version = version_of(pulumi.Output.secret("value"), pulumi.Output.secret("key"))
        pulumi.export("version", version)
        pulumi.export("secret", pulumi.Output.from_input(version.is_secret()))

    exports = declare(program).exports
    assert exports == {"version": fingerprint("value", "key"), "secret": False}
