from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from components.blocks.bucket_replication import Replication
from components.blocks.cdn import Behavior
from components.blocks.cdn_origins import CACHING_OPTIMIZED, PublicOrigin
from components.blocks.site import SINGLE_PAGE_CODE, Site, SiteArgs
from components.environments import ENVIRONMENTS
from tests.support.recorder import Recorder, declare

NODE = shutil.which("node")


def site(**changes: Any) -> Recorder:
    settings: dict[str, Any] = {
        "environment": ENVIRONMENTS["prod"],
        "comment": "TikTok Commerce",
        "content_security_policy": "default-src 'self'",
        **changes,
    }
    return declare(lambda: Site("site", SiteArgs(**settings)))


def read_statements(recorded: Recorder) -> list[dict[str, Any]]:
    (policy,) = recorded.of_type("BucketPolicy")
    statements: list[dict[str, Any]] = json.loads(policy.inputs["policy"])["Statement"]
    return [each for each in statements if each["Effect"] == "Allow"]


@pytest.mark.requirement("TC-28")
def test_the_bucket_is_private_and_read_by_this_distribution_alone() -> None:
    recorded = site()
    access = recorded.one("BucketPublicAccessBlock").inputs
    assert all(
        access[key]
        for key in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    )
    statements = read_statements(recorded)
    assert {each["Action"] for each in statements} == {"s3:GetObject", "s3:ListBucket"}
    for each in statements:
        assert each["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert each["Condition"] == {
            "StringEquals": {"AWS:SourceArn": recorded.state("site-cdn-distribution")["arn"]}
        }
    assert recorded.count("BucketWebsiteConfiguration") == 0


@pytest.mark.requirement("TC-28")
def test_files_are_cached_and_the_root_is_the_index() -> None:
    inputs = site().inputs("site-cdn-distribution")
    assert inputs["defaultRootObject"] == "index.html"
    assert inputs["defaultCacheBehavior"]["cachePolicyId"] == CACHING_OPTIMIZED
    assert "customErrorResponses" not in inputs


@pytest.mark.requirement("TC-28")
def test_pages_of_a_single_page_application_are_rewritten_by_a_function() -> None:
    recorded = site()
    function = recorded.inputs("site-single-page")
    assert function["runtime"] == "cloudfront-js-2.0"
    assert function["publish"] is True
    assert function["code"] == SINGLE_PAGE_CODE.read_text(encoding="utf-8")
    default = recorded.inputs("site-cdn-distribution")["defaultCacheBehavior"]
    assert default["functionAssociations"] == [
        {"eventType": "viewer-request", "functionArn": recorded.state("site-single-page")["arn"]}
    ]
    plain = site(single_page=False)
    assert plain.count("aws:cloudfront/function:Function") == 0
    assert plain.inputs("site-cdn-distribution")["defaultCacheBehavior"]["functionAssociations"] == []


@pytest.mark.requirement("TC-28")
@pytest.mark.skipif(NODE is None, reason="runs the CloudFront function in node")
@pytest.mark.parametrize(
    ("uri", "rewritten"),
    [
        ("/", "/index.html"),
        ("/products/42", "/index.html"),
        ("/v1.2/products", "/index.html"),
        ("/assets/app.3f2a.js", "/assets/app.3f2a.js"),
        ("/missing.png", "/missing.png"),
    ],
)
def test_pages_become_the_index_and_files_stay_themselves(uri: str, rewritten: str) -> None:
    event = json.dumps({"request": {"uri": uri, "method": "GET"}})
    program = f"{SINGLE_PAGE_CODE.read_text(encoding='utf-8')}\nconsole.log(handler({event}).uri);"
    answer = subprocess.run(  # noqa: S603 - the repository's own function
        [str(NODE), "-e", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == rewritten


@pytest.mark.requirement("TC-28")
def test_security_headers_are_sent_and_only_production_is_found_by_search_engines() -> None:
    recorded = site()
    headers = recorded.inputs("site-headers")
    security = headers["securityHeadersConfig"]
    assert security["contentSecurityPolicy"]["contentSecurityPolicy"] == "default-src 'self'"
    assert security["strictTransportSecurity"]["accessControlMaxAgeSec"] == 31_536_000
    assert security["frameOptions"]["frameOption"] == "DENY"
    assert "customHeadersConfig" not in headers
    used = recorded.inputs("site-cdn-distribution")["defaultCacheBehavior"]["responseHeadersPolicyId"]
    assert used == recorded.state("site-headers")["id"]
    staging = site(environment=ENVIRONMENTS["staging"]).inputs("site-headers")
    (item,) = staging["customHeadersConfig"]["items"]
    assert (item["header"], item["value"]) == ("X-Robots-Tag", "noindex, nofollow")


@pytest.mark.requirement("TC-29")
def test_an_api_answers_its_own_paths_behind_a_secret_header() -> None:
    recorded = site(
        origins={"api": PublicOrigin(host="api.example.com")},
        behaviors=[Behavior(origin="api", path="/api/*")],
        origin_secret="s3cret",
    )
    inputs = recorded.inputs("site-cdn-distribution")
    by_id = {origin["originId"]: origin for origin in inputs["origins"]}
    assert by_id["api"]["customHeaders"] == [{"name": "x-origin-secret", "value": "s3cret"}]
    assert "customHeaders" not in by_id["files"]
    (behavior,) = inputs["orderedCacheBehaviors"]
    assert (behavior["pathPattern"], behavior["targetOriginId"]) == ("/api/*", "api")


@pytest.mark.parametrize(
    "change",
    [
        {"origins": {"files": PublicOrigin(host="x.example.com")}},
        {"behaviors": [Behavior(origin="files")]},
    ],
)
def test_the_default_belongs_to_the_bucket(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Site: "):
        site(**change)


@pytest.mark.requirement("HR-50")
def test_files_are_read_from_a_copy_in_another_region_while_the_first_bucket_fails() -> None:
    recorded = site(replicate_to=Replication(region="us-west-2"))
    inputs = recorded.inputs("site-cdn-distribution")
    (group,) = inputs["originGroups"]
    assert inputs["defaultCacheBehavior"]["targetOriginId"] == group["originId"]
    assert [each["originId"] for each in group["members"]] == ["files", "copy"]
    assert 404 not in group["failoverCriteria"]["statusCodes"], "what is missing is missing in both"
    policies = [item for item in recorded.of_type("BucketPolicy") if item.inputs.get("region") == "us-west-2"]
    (statements,) = [json.loads(item.inputs["policy"])["Statement"] for item in policies]
    allowed = [each for each in statements if each["Effect"] == "Allow"]
    assert {each["Condition"]["StringEquals"]["AWS:SourceArn"] for each in allowed} == {
        recorded.state("site-cdn-distribution")["arn"]
    }
    assert "originGroups" not in site().inputs("site-cdn-distribution")
