from __future__ import annotations

from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.blocks.amplify_app import (
    AmplifyApp,
    AmplifyAppArgs,
    AmplifyDomain,
    Repository,
    host_of,
)
from components.iam import Statement
from components.links import Link
from tests.blocks.data_support import DEV, PROD, STAGING
from tests.support.recorder import Recorder, declare

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/t"
ARGS = AmplifyAppArgs(
    environment=DEV,
    branch="feature/one",
    build_spec="version: 1",
    uses=[Link(statements=[Statement(sid="Read", actions=["dynamodb:GetItem"], resources=[TABLE])])],
)
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"


def repository(url: str) -> Repository:
    return Repository(url=url, token=pulumi.Output.secret("token-4711"))


def recorded(args: AmplifyAppArgs = ARGS, **variables: str) -> Recorder:
    def program() -> None:
        app = AmplifyApp("site", args)
        app.deploy(variables)
        pulumi.export("url", app.url)
        pulumi.export("again", app.release_command())
        pulumi.export("target", app.domain_target)

    return declare(program)


@pytest.mark.requirement("SC-19")
def test_it_serves_what_is_rendered_on_a_server_with_the_rights_of_its_compute_role() -> None:
    found = recorded()
    app = found.inputs("site-app")
    assert app["platform"] == "WEB_COMPUTE"
    assert app["computeRoleArn"] == found.state("site-compute")["arn"]
    (statement,) = found.statements("site-compute")
    assert (statement["Action"], statement["Resource"]) == (["dynamodb:GetItem"], [TABLE])
    (trust,) = found.trust("site-compute")
    assert trust["Principal"] == {"Service": "amplify.amazonaws.com"}
    assert not found.inputs("site-branch")["enablePullRequestPreview"]


@pytest.mark.requirement("SC-19")
@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://github.com/acme/site", "accessToken"),
        ("https://gitlab.com/acme/web/site", "oauthToken"),
        ("https://bitbucket.org/acme/site", "oauthToken"),
    ],
)
def test_each_git_host_has_its_kind_of_token(url: str, key: str) -> None:
    def program() -> None:
        AmplifyApp("site", replace(ARGS, repository=repository(url)))

    inputs = declare(program).inputs("site-app")
    assert (inputs["repository"], inputs[key]) == (url, "token-4711")
    assert len({"accessToken", "oauthToken"} & inputs.keys()) == 1


@pytest.mark.requirement("SC-19")
@pytest.mark.parametrize(
    ("environment", "stage"), [(DEV, "DEVELOPMENT"), (STAGING, "BETA"), (PROD, "PRODUCTION")]
)
def test_the_branch_says_what_it_is(environment: Any, stage: str) -> None:
    assert recorded(replace(ARGS, environment=environment)).inputs("site-branch")["stage"] == stage


@pytest.mark.requirement("SC-19", "SC-32")
def test_without_a_domain_it_is_found_below_amplifys() -> None:
    found = recorded()
    assert found.exports["url"].startswith("https://feature-one.d")
    assert found.exports["url"].endswith(".amplifyapp.com")
    assert "--branch-name feature/one" in found.exports["again"]
    assert found.exports.get("target") is None


@pytest.mark.requirement("SC-19")
def test_with_a_domain_it_tells_where_the_record_leads() -> None:
    domain = AmplifyDomain(domain_name="www.example.com", certificate_arn=CERTIFICATE)
    found = recorded(replace(ARGS, domain=domain))
    assert found.exports["url"] == "https://www.example.com"
    assert found.exports["target"].endswith(".cloudfront.net")
    settings = found.inputs("site-domain")["certificateSettings"]
    assert settings == {"type": "CUSTOM", "customCertificateArn": CERTIFICATE}


def test_the_host_of_a_record_is_what_stands_behind_its_kind() -> None:
    assert host_of("www CNAME d1.cloudfront.net") == "d1.cloudfront.net"
    assert host_of(" CNAME d1.cloudfront.net") == "d1.cloudfront.net"


@pytest.mark.parametrize("record", [None, "", "www", "www CNAME ", "www CNAME <pending>"])
def test_a_host_that_amplify_does_not_know_yet_is_no_record(record: str | None) -> None:
    with pytest.raises(ValueError, match="update once more"):
        host_of(record)


@pytest.mark.requirement("SC-17")
def test_a_variable_that_amplify_reserves_is_refused() -> None:
    with pytest.raises(ValueError, match="AWS_ACCESS_KEY_ID"):
        recorded(ARGS, AWS_ACCESS_KEY_ID="AKIA")


def test_a_repository_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="repository"):
        declare(lambda: repository("https://git.example.com/acme/site"))
