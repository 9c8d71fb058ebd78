"""Amplify Hosting, which moto lacks altogether."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.monitor import DeploymentFailed
from tests.emulator.resources.support import made

TOKEN = "ghp_" + "x" * 36


def test_an_app_its_branch_and_its_domain_are_validated(account: Account) -> None:
    def declare() -> dict[str, Any]:
        app = aws.amplify.App(
            "site",
            name="site",
            repository="https://github.com/example/site",
            access_token=pulumi.Output.secret(TOKEN),
            platform="WEB_COMPUTE",
            environment_variables={"STAGE": "prod"},
            custom_rules=[{"source": "/<*>", "target": "/index.html", "status": "404-200"}],
        )
        branch = aws.amplify.Branch(
            "main", app_id=app.id, branch_name="main", stage="PRODUCTION", enable_auto_build=True
        )
        domain = aws.amplify.DomainAssociation(
            "domain",
            app_id=app.id,
            domain_name="example.com",
            sub_domains=[{"branch_name": branch.branch_name, "prefix": "www"}],
            wait_for_verification=False,
        )
        return {
            "app": app.id,
            "arn": app.arn,
            "default": app.default_domain,
            "branch": branch.arn,
            "proof": domain.certificate_verification_dns_record,
            "records": domain.sub_domains,
        }

    deployment = made(account, declare)
    outputs = deployment.outputs
    assert outputs["default"] == f"{outputs['app']}.amplifyapp.com"
    assert outputs["branch"] == f"{outputs['arn']}/branches/main"
    assert "CNAME" in outputs["proof"]
    assert outputs["records"][0]["dnsRecord"].startswith("www CNAME ")
    (app,) = account.ledger.of("amplify", "CreateApp")
    assert app["accessToken"] == TOKEN
    assert app["customRules"] == [{"source": "/<*>", "target": "/index.html", "status": "404-200"}]
    (domain,) = account.ledger.of("amplify", "CreateDomainAssociation")
    assert domain["subDomainSettings"] == [{"prefix": "www", "branchName": "main"}]
    assert len(deployment.validated_only) == 3


def test_a_platform_that_does_not_exist_is_refused_all_the_same(account: Account) -> None:
    def declare() -> dict[str, Any]:
        aws.amplify.App("site", name="site", platform="WEB_EVERYTHING")
        return {}

    with pytest.raises(DeploymentFailed, match="WEB_EVERYTHING"):
        made(account, declare)
