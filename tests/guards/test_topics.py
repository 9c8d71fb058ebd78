from typing import Any

import pytest

from components.guards.topics import (
    endpoint_problems,
    filter_problems,
    publisher_problems,
    receiver_problems,
)


@pytest.mark.requirement("X-17")
@pytest.mark.parametrize(
    ("key", "publishers", "sound"),
    [
        (None, [], True),
        (None, ["cloudwatch.amazonaws.com"], False),
        ("alias/aws/sns", ["cloudwatch.amazonaws.com"], False),
        ("arn:aws:kms:us-east-1:1:key/2", ["cloudwatch.amazonaws.com"], True),
    ],
)
def test_services_publish_only_through_a_key_of_our_own(
    key: str | None, publishers: list[str], sound: bool
) -> None:
    assert (not list(publisher_problems(kms_key=key, publishers=publishers))) == sound


@pytest.mark.parametrize(
    ("protocol", "endpoint", "sound"),
    [
        ("email", "ops@example.com", True),
        ("email", "ops", False),
        ("https", "https://example.com", True),
        ("https", "http://example.com", False),
        ("https", object(), True),
    ],
)
def test_endpoints_are_addresses_or_tls_urls(protocol: str, endpoint: object, sound: bool) -> None:
    assert (not list(endpoint_problems(protocol=protocol, endpoint=endpoint))) == sound


@pytest.mark.requirement("TC-27")
@pytest.mark.parametrize(("keys", "sound"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_filter_has_one_to_five_keys(keys: int, sound: bool) -> None:
    policy: dict[str, Any] = {f"key{n}": ["x"] for n in range(keys)}
    assert (not list(filter_problems(policy))) == sound


def test_a_deaf_queue_is_named() -> None:
    (problem,) = receiver_problems(queue="captions", accepts_topics=False)
    assert "captions" in problem.fix
    assert not list(receiver_problems(queue="captions", accepts_topics=True))
