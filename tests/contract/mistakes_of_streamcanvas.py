"""Mistakes in StreamCanvas's part of a stack file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.contract.mistakes import Case
from tests.contract.mistakes import case as case_of
from tests.support.variants import CERTIFICATE, CERTIFICATE_EU

VERCEL = {"url": "https://canvas.company.dev", "team": "company", "project": "canvas"}
OWN = {"mode": "certificateArn", "domain": "canvas.company.dev", "certificateArn": CERTIFICATE}
LAYERS = [f"arn:aws:lambda:us-east-1:123456789012:layer:shared:{number}" for number in range(1, 7)]


def case(key: str, of: str = "", /, **config: Any) -> Case:
    """A case of StreamCanvas's."""
    return case_of(key, of, "streamcanvas", **config)


CASES: Mapping[str, Case] = {
    # users
    "rotation beside the flow that it replaces": case(
        "users.client.refreshRotation",
        "Client.cognito_takes_it",
        users={"client": {"refreshRotation": True}},
    ),
    "no way to sign in": case(
        "users.client.authFlows", "Client.cognito_takes_it", users={"client": {"authFlows": []}}
    ),
    "a refresh token shorter than what it renews": case(
        "users.client.refreshToken",
        "Client.cognito_takes_it",
        users={"client": {"refreshToken": "60 minutes", "accessToken": "2 hours"}},
    ),
    "a life in seconds": case(
        "users.client.idToken",
        "Client.lives_are_whole_minutes",
        users={"client": {"idToken": "330 seconds"}},
    ),
    "threat protection without its plan": case(
        "users.threatProtection", "Users.cognito_takes_it", users={"threatProtection": "AUDIT"}
    ),
    "codes by mail without a sender": case(
        "users.emailMfa", "Users.cognito_takes_it", users={"mfa": "OPTIONAL", "emailMfa": True}
    ),
    "an attribute with Cognito's prefix": case(
        "users.attributes", "Users.cognito_takes_it", users={"attributes": [{"name": "custom:plan"}]}
    ),
    "passkeys for a URL": case(
        "users.passkeys", "Users.passkeys_have_a_host", users={"passkeys": "https://canvas.company.dev"}
    ),
    # tables
    "a key as the time of expiry": case(
        "tables.states.ttlAttribute",
        "StreamCanvasSettings.expiry_is_no_key",
        tables={"states": {"ttlAttribute": "timestamp"}},
    ),
    # functions
    "six layers": case("websocket.layers", "CanvasFunction.layers_are_few", websocket={"layers": LAYERS}),
    "a handler in a network without a way out": case(
        "network.nat",
        "StreamCanvasSettings.private_subnets_reach_the_internet",
        websocket={"inNetwork": True},
        network={"nat": "none"},
    ),
    "tenants apart before the origin is known": case(
        "executor.isolation",
        "StreamCanvasSettings.tenants_have_an_entrance",
        executor={"isolation": "perTenant"},
    ),
    # front ends
    "a repository that Amplify can't read": case(
        "amplify.repository",
        "Amplify.amplify_can_connect",
        amplify={"repository": "https://git.company.dev/web/canvas"},
    ),
    "a token without a repository": Case(
        key="streamcanvas:repositoryToken",
        of="StreamCanvasSettings.token_has_a_repository",
        config={},
        secret={"streamcanvas:repositoryToken": "given-repository-token-4711"},
        platform="streamcanvas",
    ),
    "Vercel without a project": case("vercel", "StreamCanvasSettings.vercel_is_described", frontend="vercel"),
    "Vercel with a domain of ours": case(
        "dns", "StreamCanvasSettings.domain_has_a_place", frontend="vercel", vercel=VERCEL, dns=OWN
    ),
    "a certificate that CloudFront can't take": case(
        "dns.certificateArn",
        "GivenCertificate.certificates_are_where_they_are_used",
        dns={**OWN, "certificateArn": CERTIFICATE_EU},
    ),
    "a role for nobody": case(
        "vercel.environments",
        "Vercel.someone_may",
        frontend="vercel",
        vercel={**VERCEL, "environments": []},
    ),
    "an image tag with a slash": case(
        "selfHosted.imageTag",
        "SelfHosted.image_can_be_referred_to",
        frontend="self-hosted",
        selfHosted={"imageTag": "company/canvas"},
    ),
    "a stack of StreamCanvas that would stand in by itself": case(
        "dr.mode",
        "StreamCanvasSettings.nothing_stands_in_by_itself",
        dr={"mode": "active-passive", "region": "us-west-2", "failoverTarget": "standby.company.dev"},
    ),
}
