"""The load balancer and the firewall."""

from __future__ import annotations

from smoke.core import Deployed, expect


def entrance_redirects_to_tls(deployed: Deployed) -> str:
    """The load balancer speaks TLS and sends plain HTTP there."""
    listeners = deployed.client("elbv2").describe_listeners(LoadBalancerArn=deployed["loadBalancerArn"])
    by_port = {listener["Port"]: listener for listener in listeners["Listeners"]}
    expect(set(by_port) == {80, 443}, f"listeners on {sorted(by_port)}")
    redirect = by_port[80]["DefaultActions"][0].get("RedirectConfig", {})
    expect(redirect.get("Protocol") == "HTTPS" and redirect.get("StatusCode") == "HTTP_301", "no redirect")
    expect(by_port[443]["Protocol"] == "HTTPS", "port 443 does not speak TLS")
    return str(by_port[443].get("SslPolicy"))


def firewall_stands_before_the_entrance(deployed: Deployed) -> str:
    """The web ACL is attached to what it protects."""
    acl = deployed["webAclArn"]
    if ":global/" in acl:
        distribution = deployed.outputs.get("cdnId") or deployed["distributionId"]
        config = deployed.client("cloudfront").get_distribution_config(Id=distribution)
        attached = config["DistributionConfig"].get("WebACLId")
    else:
        client = deployed.client("wafv2")
        protected = deployed["firewallProtects"]
        attached = client.get_web_acl_for_resource(ResourceArn=protected).get("WebACL", {}).get("ARN")
    expect(attached == acl, f"attached is {attached}")
    return str(acl.rsplit("/", 2)[-2])
