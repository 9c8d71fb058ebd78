"""Mistakes in Streamer's part of a stack file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.contract.mistakes import Case
from tests.contract.mistakes import case as case_of

DOMAIN = "api.company.dev"
ZONE = {"mode": "zone", "zoneName": "company.dev"}
GUIDE_KEY = "-----BEGIN PUBLIC KEY-----\nYOUR_PUBLIC_KEY_HERE\n-----END PUBLIC KEY-----\n"


def case(key: str, of: str, /, **config: Any) -> Case:
    """A case of Streamer's."""
    return case_of(key, of, "streamer", **config)


CASES: Mapping[str, Case] = {
    "the guide's key": case("jwtPublicKey", "StreamerSettings.key_is_public", jwtPublicKey=GUIDE_KEY),
    "code that verifies tokens with nothing": case(
        "jwtPublicKey",
        "StreamerSettings.tokens_can_be_verified",
        functions={"connect": {"artefact": "functions/placeholder/provided.zip"}},
    ),
    "an origin that is no host": case(
        "originHost",
        "StreamerSettings.hosts_are_hosts",
        waf=True,
        domain=DOMAIN,
        dns=ZONE,
        originHost="under_score.company.dev",
    ),
    "a domain without records": case(
        "dns.mode", "StreamerSettings.domain_has_records", domain=DOMAIN, dns={"mode": "none"}
    ),
    "a firewall without a domain": case("waf", "StreamerSettings.web_acl_has_a_place", waf=True),
    "a runtime that Lambda hasn't": case(
        "runtime", "StreamerSettings.runtime_is_known", runtime="provided.al1"
    ),
    "snapshots of executables": case(
        "snapStart", "StreamerSettings.functions_are_deployable", snapStart=True
    ),
    "functions that can't answer": case(
        "network.nat", "StreamerSettings.functions_reach_the_api", network={"nat": "none"}
    ),
    "two limits of one route": case(
        "api.routes",
        "Api.routes_are_named_once",
        api={"routes": [{"route": "$connect", "rate": 1, "burst": 1}] * 2},
    ),
    "a stack of Streamer that would stand in by itself": case(
        "dr.mode",
        "StreamerSettings.nothing_stands_in_by_itself",
        dr={"mode": "active-passive", "region": "us-west-2", "failoverTarget": "standby.company.dev"},
    ),
}
