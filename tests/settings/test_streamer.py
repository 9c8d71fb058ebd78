"""The namespace `streamer`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.settings import ConfigError, load
from components.settings.streamer import StreamerSettings
from components.settings.streamer_parts import SAMPLE_PUBLIC_KEY
from tests.support.keys import private_pem, public_key

ZONE = {"mode": "zone", "zoneName": "corp.dev"}
GUIDE_KEY = "-----BEGIN PUBLIC KEY-----\nYOUR_PUBLIC_KEY_HERE\n-----END PUBLIC KEY-----\n"
CERTIFICATE = "arn:aws:acm:{region}:123456789012:certificate/00000000-0000-0000-0000-000000000000"


def given(stack: str = "prod", **streamer: Any) -> StreamerSettings:
    """The settings of a stack with Streamer alone."""
    config = {
        f"streamer:{key}": each if isinstance(each, str) else json.dumps(each)
        for key, each in streamer.items()
    }
    loaded = load(stack, {"platforms:enabled": '["streamer"]', **config}, set()).enabled["streamer"]
    assert isinstance(loaded, StreamerSettings)
    return loaded


def wrong(**streamer: Any) -> dict[str, str]:
    """Key -> fix of every problem."""
    with pytest.raises(ConfigError) as error:
        given(**streamer)
    return {problem.field: problem.fix for problem in error.value.problems}


@pytest.mark.requirement("ST-2")
@pytest.mark.parametrize("domain", ["wss://api.corp.dev", "api.corp.dev", "WSS://api.corp.dev/"])
def test_the_domain_is_a_host_with_or_without_its_scheme(domain: str) -> None:
    assert given(domain=domain, dns=ZONE).domain == "api.corp.dev"


@pytest.mark.requirement("ST-2")
@pytest.mark.parametrize("domain", ["https://api.corp.dev", "ws://api.corp.dev", "wss://api.corp.dev/prod"])
def test_other_urls_are_no_domain(domain: str) -> None:
    assert "streamer:domain" in wrong(domain=domain, dns=ZONE)


@pytest.mark.requirement("ST-2")
@pytest.mark.parametrize(
    ("key", "says"),
    [
        (GUIDE_KEY, "put your own public key there"),
        ("no key", "write the whole PEM"),
        (private_pem(), "remove it"),
    ],
    ids=["the guide's placeholder", "a text", "a private key"],
)
def test_the_key_must_be_a_public_key(key: str, says: str) -> None:
    assert says in wrong(jwtPublicKey=key)["streamer:jwtPublicKey"]


@pytest.mark.requirement("ST-2", "X-22")
def test_the_committed_key_is_a_sample_and_an_own_one_is_not() -> None:
    assert "streamer:jwtPublicKey" in wrong(jwtPublicKey=SAMPLE_PUBLIC_KEY)
    own = public_key()
    assert given(jwtPublicKey=own).jwt_public_key == own


@pytest.mark.requirement("ST-2")
@pytest.mark.parametrize(("word", "agrees"), [("production", True), ("prod", True), ("staging", False)])
def test_the_guides_environment_must_agree_with_the_stack(word: str, agrees: bool) -> None:
    if agrees:
        assert given(environment=word).environment == word
    else:
        assert "streamer:environment" in wrong(environment=word)


@pytest.mark.requirement("ST-12", "ST-26")
@pytest.mark.parametrize("function", ["connect", "authorizer"])
def test_code_that_verifies_tokens_needs_the_key(function: str) -> None:
    code = {function: {"artefact": "functions/placeholder/provided.zip"}}
    assert "streamer:jwtPublicKey" in wrong(functions=code)
    assert given(functions=code, jwtPublicKey=public_key()).all_functions[function].artefact


@pytest.mark.requirement("ST-11")
def test_a_retired_or_unknown_runtime_and_the_wrong_machine_are_told() -> None:
    assert "streamer:runtime" in wrong(runtime="provided.al1")
    assert given().runtime == "provided.al2023"
    assert given().architecture == "x86_64"


@pytest.mark.requirement("ST-20")
def test_snapshots_are_refused_for_executables_with_what_to_use_instead() -> None:
    assert "provisioned_concurrency" in wrong(snapStart=True)["streamer:snapStart"]
    python = {name: {"handler": "main.handler"} for name in ("connect", "disconnect", "router", "processor")}
    assert given(snapStart=True, runtime="python3.13", functions=python).snap_start


@pytest.mark.requirement("ST-11")
def test_a_language_of_lambdas_own_needs_a_handler_in_a_file() -> None:
    assert "streamer:functions.connect.handler" in wrong(runtime="python3.13")


@pytest.mark.requirement("ST-15", "ST-16", "ST-18")
def test_the_guides_figures_are_the_defaults() -> None:
    settings = given()
    functions = settings.functions
    assert [each.memory for each in settings.all_functions.values()] == [512, 512, 512, 1024]
    assert {each.timeout.seconds for each in (functions.connect, functions.disconnect, functions.router)} == {
        29
    }
    assert functions.processor.timeout.seconds == 900
    assert (settings.log_level, settings.connection_ttl_hours, settings.request_ttl_days) == ("INFO", 24, 7)
    assert (settings.max_connections_per_user, settings.connection_alarm) == (10, 9000)


@pytest.mark.requirement("ST-21", "ST-33")
def test_concurrency_that_lambda_refuses_is_refused_by_function() -> None:
    more = {"router": {"provisionedConcurrency": 5, "reservedConcurrency": 2}}
    assert "streamer:functions.router.provisionedConcurrency" in wrong(functions=more)
    alone = {"router": {"provisionedMaximum": 5}}
    assert "streamer:functions.router.provisionedMaximum" in wrong(functions=alone)


@pytest.mark.requirement("ST-26", "X-21")
def test_a_domain_and_its_records_go_together() -> None:
    assert "streamer:dns.mode" in wrong(domain="api.corp.dev")
    assert "streamer:domain" in wrong(dns=ZONE)
    assert "streamer:domain" in wrong(domain="api.elsewhere.dev", dns=ZONE)
    assert "streamer:dns.zoneName" in wrong(domain="api.corp.dev", dns={"mode": "zone"})


@pytest.mark.requirement("ST-27")
def test_a_firewall_needs_a_domain_and_the_only_authorizer() -> None:
    assert "streamer:waf" in wrong(waf=True)
    assert "streamer:functions.authorizer" in wrong(
        waf=True, domain="api.corp.dev", dns=ZONE, functions={"authorizer": {}}
    )
    with_waf = given(waf=True, domain="api.corp.dev", dns=ZONE)
    assert with_waf.origin == "origin-api.corp.dev"
    named = given(waf=True, domain="api.corp.dev", dns=ZONE, originHost="hidden.corp.dev")
    assert named.origin == "hidden.corp.dev"
    assert given(domain="api.corp.dev", dns=ZONE).origin is None


@pytest.mark.requirement("ST-27")
@pytest.mark.parametrize(
    "change",
    [{"originHost": "hidden.corp.dev"}, {"waf": True, "originHost": "api.corp.dev"}],
    ids=["without waf", "the domain itself"],
)
def test_the_origins_host_is_another_and_only_behind_cloudfront(change: dict[str, Any]) -> None:
    assert "streamer:originHost" in wrong(domain="api.corp.dev", dns=ZONE, **change)


@pytest.mark.requirement("ST-27", "X-21")
def test_cloudfront_needs_a_certificate_of_its_region() -> None:
    here = {"mode": "certificateArn", "certificateArn": CERTIFICATE.format(region="eu-central-1")}
    base: dict[str, Any] = {
        "domain": "api.corp.dev",
        "waf": True,
        "provider": {"region": "eu-central-1"},
    }
    assert "streamer:dns.cdnCertificateArn" in wrong(**base, dns=here)
    both = {**here, "cdnCertificateArn": CERTIFICATE.format(region="us-east-1")}
    assert given(**base, dns=both).waf


@pytest.mark.requirement("ST-29", "X-23")
def test_functions_in_a_network_need_a_way_out() -> None:
    assert "streamer:network.nat" in wrong(network={"nat": "none"})
    assert given(network={}).network is not None
    assert given().network is None


@pytest.mark.requirement("ST-28")
def test_a_route_has_one_throttling() -> None:
    twice = [{"route": "$connect", "rate": 1, "burst": 1}] * 2
    assert "streamer:api.routes" in wrong(api={"routes": twice})


@pytest.mark.requirement("ST-40", "X-14")
@pytest.mark.parametrize(
    ("stack", "change", "expected"),
    [
        ("prod", {"customerManagedKey": False}, 18),
        ("staging", {}, 9),
        ("dev", {}, 4),
        ("prod", {}, 20),
        ("prod", {"waf": True, "domain": "api.corp.dev", "dns": ZONE}, 30),
        ("dev", {"functions": {"router": {"provisionedConcurrency": 2, "memory": 1024}}}, 26),
        ("dev", {"network": {}}, 37),
        ("prod", {"network": {}, "monthlyBudgetUsd": 7}, 7),
    ],
)
def test_the_budget_is_the_guides_and_what_priced_options_add(
    stack: str, change: dict[str, Any], expected: int
) -> None:
    assert given(stack, **change).budget_usd == expected
