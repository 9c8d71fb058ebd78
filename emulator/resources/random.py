"""The `random` provider: values that are drawn once, from the system's own source, and kept in the state."""

from __future__ import annotations

import base64
import random
import secrets
import string
import uuid

from emulator.registry import RESOURCES, Created, resource
from emulator.request import Request
from emulator.resources.parts import forgotten

SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
"""The provider's own set of special characters, unless `overrideSpecial` names another."""

ADVERBS = (
    "boldly",
    "calmly",
    "gladly",
    "keenly",
    "kindly",
    "lightly",
    "mostly",
    "neatly",
    "openly",
    "swiftly",
)
ADJECTIVES = (
    "amber",
    "brave",
    "crisp",
    "daring",
    "early",
    "fond",
    "gentle",
    "humble",
    "lucid",
    "mellow",
    "noble",
    "sunny",
)
ANIMALS = (
    "badger",
    "crane",
    "dolphin",
    "egret",
    "falcon",
    "gecko",
    "heron",
    "ibis",
    "lemur",
    "marten",
    "otter",
    "wombat",
)

DICE = secrets.SystemRandom()


class Impossible(ValueError):
    """What was asked for cannot be drawn (minimums over the length, no characters to choose from)."""


def drawn_text(r: Request) -> str:
    """A text of `length` characters from the classes that are on, each with at least its minimum."""
    length = int(r.take("length"))
    classes = {
        "Upper": string.ascii_uppercase,
        "Lower": string.ascii_lowercase,
        "Numeric": string.digits,
        "Special": r.take("overrideSpecial") or SPECIAL,
    }
    # `number` is the older name of `numeric`.
    on = {
        "Upper": r.take("upper", default=True),
        "Lower": r.take("lower", default=True),
        "Numeric": r.take("numeric", default=True) and r.take("number", default=True),
        "Special": r.take("special", default=True),
    }
    least = {name: int(r.take(f"min{name}", default=0)) for name in classes}
    r.take("number")
    if length < 1 or sum(least.values()) > length:
        raise Impossible(
            f"length {length} must be at least 1 and the sum of the minimums, {sum(least.values())}"
        )
    pool = "".join(characters for name, characters in classes.items() if on[name])
    if not pool:
        raise Impossible("at least one of upper, lower, numeric and special must be on")
    characters = [DICE.choice(classes[name]) for name, count in least.items() for _ in range(count)]
    characters += [DICE.choice(pool) for _ in range(length - len(characters))]
    DICE.shuffle(characters)
    return "".join(characters)


@resource("random:index/randomPassword:RandomPassword")
def password(r: Request) -> Created:
    """A secret text; its id says nothing."""
    r.take("keepers")
    return "none", {"result": drawn_text(r)}


@resource("random:index/randomString:RandomString")
def text(r: Request) -> Created:
    """A text that is no secret: it is its own id."""
    r.take("keepers")
    result = drawn_text(r)
    return result, {"result": result}


@resource("random:index/randomId:RandomId")
def identifier(r: Request) -> Created:
    """Random bytes in the notations a name may want."""
    r.take("keepers")
    prefix, raw = r.take("prefix", default=""), secrets.token_bytes(int(r.take("byteLength")))
    url = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return url, {
        "b64Std": prefix + base64.b64encode(raw).decode(),
        "b64Url": prefix + url,
        "dec": prefix + str(int.from_bytes(raw, "big")),
        "hex": prefix + raw.hex(),
    }


@resource("random:index/randomBytes:RandomBytes")
def octets(r: Request) -> Created:
    """Secret bytes."""
    r.take("keepers")
    raw = secrets.token_bytes(int(r.take("length")))
    return "none", {"base64": base64.b64encode(raw).decode(), "hex": raw.hex()}


@resource("random:index/randomPet:RandomPet")
def pet(r: Request) -> Created:
    """A name that people remember: adverbs, an adjective, an animal, as many words as asked for."""
    r.take("keepers")
    prefix, separator = r.take("prefix"), r.take("separator", default="-")
    length = int(r.take("length", default=2))
    words = [
        *(DICE.choice(ADVERBS) for _ in range(length - 2)),
        DICE.choice(ADJECTIVES),
        DICE.choice(ANIMALS),
    ]
    name = separator.join([*([prefix] if prefix else []), *words[-length:]])
    return name, {}


@resource("random:index/randomInteger:RandomInteger")
def integer(r: Request) -> Created:
    """A number between `min` and `max`, both included; a seed makes it the same each time."""
    r.take("keepers")
    low, high, seed = int(r.take("min")), int(r.take("max")), r.take("seed")
    if low > high:
        raise Impossible(f"min {low} is over max {high}")
    source = random.Random(seed) if seed else DICE  # noqa: S311 - a seeded draw is no secret by its nature
    result = source.randint(low, high)
    return str(result), {"result": result}


@resource("random:index/randomShuffle:RandomShuffle")
def shuffle(r: Request) -> Created:
    """The inputs in another order, `resultCount` of them (again from the start when they run out)."""
    r.take("keepers")
    inputs, seed = list(r.take("inputs")), r.take("seed")
    count = int(r.take("resultCount", default=len(inputs)))
    source = random.Random(seed) if seed else DICE  # noqa: S311
    results: list[str] = []
    while inputs and len(results) < count:
        results += source.sample(inputs, len(inputs))
    return "-", {"results": results[:count]}


def universally_unique(token: str) -> None:
    """The types that draw a version 4 UUID."""

    @resource(token)
    def draw(r: Request) -> Created:
        r.take("keepers")
        result = str(uuid.uuid4())
        return result, {"result": result}


universally_unique("random:index/randomUuid:RandomUuid")
universally_unique("random:index/randomUuid4:RandomUuid4")


# Drawn values are in the state only.
forgotten(*(token for token in RESOURCES if token.startswith("random:")))
