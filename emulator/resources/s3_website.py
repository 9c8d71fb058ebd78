"""S3: a bucket that answers as a web site."""

from __future__ import annotations

import json
from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built
from emulator.resources.parts import again, reader, removal

SITE = "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"


def routing(r: Request) -> Any:
    """Rules of redirection: as objects, or as JSON text in AWS's own words."""
    text, rules = r.take("routingRuleDetails"), r.take("routingRules")
    return json.loads(text) if text else rules


@resource(SITE)
def website(r: Request) -> Created:
    """The pages and redirections of a bucket that answers as a web site."""
    name, owner = r.take("bucket"), r.take("expectedBucketOwner")
    wanted = {key: r.take(key) for key in ("errorDocument", "indexDocument", "redirectAllRequestsTo")}
    wanted["routingRules"] = routing(r)
    configured = built(r, "s3", "put_bucket_website", "WebsiteConfiguration", wanted)
    r.api("s3", "put_bucket_website", Bucket=name, ExpectedBucketOwner=owner, WebsiteConfiguration=configured)
    domain = f"s3-website-{r.region}.amazonaws.com"
    return name, {"websiteDomain": domain, "websiteEndpoint": f"{name}.{domain}"}


again(
    SITE,
    updates=("s3.put_bucket_website.WebsiteConfiguration", "s3.put_bucket_website"),
    rename={"routingRuleDetails": "RoutingRules"},
    lasting=["bucket", "expectedBucketOwner"],
)
reader(
    SITE,
    "s3.get_bucket_website",
    lambda answer, _r, id_: {**answer, "bucket": id_},
    names={"routingRuleDetails": "RoutingRules"},
    Bucket="id",
)
removal(SITE, "s3.delete_bucket_website", Bucket="bucket")
