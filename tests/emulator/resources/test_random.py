"""Values that are drawn: really random, within what was asked for."""

import string
from typing import Any

import pulumi
import pulumi_random as random
import pytest

from emulator.account import Account
from emulator.deploy import deploy


def drawn(account: Account, **settings: Any) -> str:
    def program() -> None:
        pulumi.export("text", random.RandomPassword("password", **settings).result)

    return str(deploy(program, account).outputs["text"])


def test_a_password_keeps_length_classes_and_minimums(account: Account) -> None:
    text = drawn(
        account, length=40, override_special="!_", min_special=4, min_numeric=5, min_upper=6, min_lower=7
    )
    counted = [
        sum(character in group for character in text)
        for group in ("!_", string.digits, string.ascii_uppercase, string.ascii_lowercase)
    ]
    assert len(text) == sum(counted) == 40
    assert all(count >= least for count, least in zip(counted, (4, 5, 6, 7), strict=True))


def test_classes_can_be_left_out(account: Account) -> None:
    assert set(drawn(account, length=64, special=False, upper=False, numeric=False)) <= set(
        string.ascii_lowercase
    )


def test_no_two_draws_are_the_same(account: Account) -> None:
    assert drawn(account, length=32) != drawn(account, length=32)


def test_what_cannot_be_drawn_is_refused(account: Account) -> None:
    with pytest.raises(Exception, match="length 3 must be at least"):
        drawn(account, length=3, min_upper=4)


def test_ids_pets_numbers_and_shuffles(account: Account) -> None:
    def program() -> None:
        id_ = random.RandomId("id", byte_length=4, prefix="p-")
        pulumi.export("hex", id_.hex)
        pulumi.export("dec", id_.dec)
        pulumi.export("pet", random.RandomPet("pet", length=3, prefix="x").id)
        pulumi.export("number", random.RandomInteger("number", min=5, max=7).result)
        pulumi.export("uuid", random.RandomUuid("uuid").result)
        pulumi.export("text", random.RandomString("text", length=5, special=False).id)
        pulumi.export(
            "shuffled", random.RandomShuffle("shuffled", inputs=["a", "b", "c"], result_count=5).results
        )
        pulumi.export("seeded", random.RandomInteger("seeded", min=1, max=1000000, seed="s").result)
        pulumi.export("again", random.RandomInteger("again", min=1, max=1000000, seed="s").result)

    outputs = deploy(program, account).outputs
    assert outputs["hex"].startswith("p-")
    assert int(outputs["hex"].removeprefix("p-"), 16) == int(outputs["dec"].removeprefix("p-"))
    assert len(outputs["pet"].split("-")) == 4
    assert outputs["number"] in (5, 6, 7)
    assert outputs["uuid"].count("-") == 4
    assert len(outputs["text"]) == 5
    assert len(outputs["shuffled"]) == 5
    assert set(outputs["shuffled"][:3]) == {"a", "b", "c"}
    assert outputs["seeded"] == outputs["again"]
