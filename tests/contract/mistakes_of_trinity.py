"""Mistakes in Trinity's part of a stack file, and in the parts that only Trinity has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.contract.mistakes import Case
from tests.contract.mistakes import case as case_of
from tests.support.variants import CERTIFICATE, CERTIFICATE_EU

ZONE = {"mode": "zone", "zoneName": "company.dev", "domain": "api.company.dev"}
SCHEMA = "functions/infrastructure/resolvers/users.graphql"
ME = {"field": "Query.me", "source": "api"}
BACKUP = "arn:aws:dynamodb:us-east-1:123456789012:table/t/backup/01234567890123-abcdef01"
RESTORED = {"label": "2026-11-20", "backupArn": BACKUP}


def case(key: str, of: str = "", /, **config: Any) -> Case:
    """A case of Trinity's."""
    return case_of(key, of, "trinity", **config)


CASES: Mapping[str, Case] = {
    # the API
    "everybody's pages in production": Case(
        key="trinity:corsOrigins",
        of="TrinitySettings.origins_are_listed",
        config={"corsOrigins": ["*"]},
        file="prod",
        stack="prod",
        platform="trinity",
    ),
    "traces of an HTTP API": case(
        "tracing", "TrinitySettings.api_has_what_it_can", apiType="http", tracing=True
    ),
    "a usage plan of an HTTP API": case(
        "usagePlan", "TrinitySettings.api_has_what_it_can", apiType="http", usagePlan={}
    ),
    "an HTTP API without a log": case(
        "accessLogs", "TrinitySettings.api_has_what_it_can", apiType="http", accessLogs=False
    ),
    "a firewall before an HTTP API": case(
        "waf", "TrinitySettings.web_acl_has_a_place", apiType="http", waf=True
    ),
    "a function that API Gateway doesn't wait for": case(
        "functions.auth.timeout",
        "ApiFunctionSettings.api_waits_for_it",
        functions={"auth": {"timeout": "30 seconds"}},
    ),
    "warm copies without a least number": case(
        "functions.api.provisionedMaximum",
        "TrinityFunction.warm_copies_are_ordered",
        functions={"api": {"provisionedMaximum": 2}},
    ),
    "fewer warm copies at most than at least": case(
        "functions.api.provisionedConcurrency",
        "TrinityFunction.warm_copies_are_ordered",
        functions={"api": {"provisionedConcurrency": 3, "provisionedMaximum": 2}},
    ),
    # the entrance
    "an entrance that isn't there": case(
        "entrance", "TrinitySettings.the_entrance_is_there", entrance="cdn", cdn={"enabled": False}
    ),
    "kept answers of an API that callers reach directly": case(
        "cdn.cachedPaths", "TrinitySettings.the_entrance_is_there", cdn={"cachedPaths": ["/movies/*"]}
    ),
    "a certificate that CloudFront can't take": case(
        "dns.cdnCertificateArn",
        "TrinitySettings.the_entrance_is_there",
        entrance="cdn",
        provider={"region": "eu-central-1"},
        dns={"mode": "certificateArn", "domain": "api.company.dev", "certificateArn": CERTIFICATE_EU},
    ),
    "a path that is kept twice": case(
        "cdn.cachedPaths[1]",
        "Edge.paths_differ",
        entrance="cdn",
        cdn={"cachedPaths": ["/movies/*", "/movies/*"]},
    ),
    "a sign-in that is kept": case(
        "cdn.cachedPaths[0]", "Edge.paths_differ", entrance="cdn", cdn={"cachedPaths": ["/auth/*"]}
    ),
    # who signs in
    "a secret that nobody reads": Case(
        key="trinity:jwtSecret",
        of="TrinitySettings.what_is_said_is_there",
        config={"authMode": "cognito"},
        secret={"jwtSecret": "x" * 32},
        platform="trinity",
    ),
    "a pool that isn't there": case(
        "userPool", "TrinitySettings.a_pool_has_callers_of_graphql", authMode="custom", userPool={}
    ),
    "GraphQL without a pool": case(
        "graphql", "TrinitySettings.a_pool_has_callers_of_graphql", authMode="custom", graphql={}
    ),
    "a word of Amazon's": case(
        "userPool.hostedDomain", "UserPool.prefix_is_possible", userPool={"hostedDomain": "aws-movies"}
    ),
    "pages that lead nowhere": case(
        "userPool.callbackUrls",
        "UserPool.pages_lead_somewhere",
        userPool={"hostedDomain": "trinity-movies", "callbackUrls": []},
    ),
    # users
    "two tables of one name": case(
        "users.restored[1].label", "UsersTable.labels_differ", users={"restored": [RESTORED, RESTORED]}
    ),
    "a table that nobody restored": case(
        "users.live", "UsersTable.live_table_exists", users={"restored": [RESTORED], "live": "other"}
    ),
    "no way to the movies": case(
        "network.nat",
        "TrinitySettings.private_subnets_reach_the_internet",
        vpc=True,
        network={"nat": "none"},
    ),
    # GraphQL
    "a host that is the API's": case(
        "graphql.domain",
        "TrinitySettings.graphql_domain_has_a_zone",
        dns=ZONE,
        graphql={"domain": "api.company.dev"},
    ),
    "a host without a zone": case(
        "graphql.domain",
        "TrinitySettings.graphql_domain_has_a_zone",
        dns={"mode": "none"},
        graphql={"domain": "graphql.company.dev"},
    ),
    "a host of another zone": case(
        "graphql.domain",
        "TrinitySettings.graphql_domain_has_a_zone",
        dns=ZONE,
        graphql={"domain": "graphql.company.test"},
    ),
    "a certificate for no host": case(
        "graphql.certificateArn",
        "GraphqlSettings.domain_has_its_certificate",
        graphql={"certificateArn": CERTIFICATE},
    ),
    "a host that is none": case(
        "graphql.domain", "GraphqlSettings.domain_has_its_certificate", dns=ZONE, graphql={"domain": "a_b"}
    ),
    "answers for nobody's questions": case(
        "graphql.resolvers", "GraphqlSettings.schema_is_answered", graphql={"resolvers": [ME]}
    ),
    "a schema that isn't there": case(
        "graphql.schema", "GraphqlSettings.schema_is_answered", graphql={"schema": "nowhere.graphql"}
    ),
    "questions that nothing answers": case(
        "graphql.resolvers",
        "GraphqlSettings.schema_is_answered",
        graphql={"schema": SCHEMA, "resolvers": [ME]},
    ),
    "a schema that is none": case(
        "graphql.schema", "GraphqlSettings.schema_is_answered", graphql={"schema": "README.md"}
    ),
    "a question with two answers": case(
        "graphql.resolvers",
        "GraphqlSettings.fields_are_answered_once",
        graphql={"schema": SCHEMA, "resolvers": [ME, ME]},
    ),
    "a table that answers by itself": case(
        "graphql.resolvers[0].code",
        "Resolver.code_can_run",
        graphql={"schema": SCHEMA, "resolvers": [{"field": "Query.me", "source": "users"}]},
    ),
    "an answer that can't run": case(
        "graphql.resolvers[0].code",
        "Resolver.code_can_run",
        graphql={"schema": SCHEMA, "resolvers": [{**ME, "code": "README.md"}]},
    ),
    # what looks from outside
    "half minutes": case(
        "monitoring.canary.every", "Probe.whole_minutes", monitoring={"canary": {"every": "90 seconds"}}
    ),
    "a script of another language": case(
        "monitoring.canary.runtime",
        "Probe.script_is_python",
        monitoring={"canary": {"runtime": "syn-nodejs-3.1"}},
    ),
    "a short secret to sign with": Case(
        key="trinity:jwtSecret", config={}, secret={"jwtSecret": "too-short"}, platform="trinity"
    ),
    "a stack of Trinity that would stand in by itself": case(
        "dr.mode",
        "TrinitySettings.nothing_stands_in_by_itself",
        dr={"mode": "active-passive", "region": "us-west-2", "failoverTarget": "standby.company.dev"},
    ),
}
