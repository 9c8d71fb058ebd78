"""The way in: firewall, load balancer, and how a distribution finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_random as random
from pydantic import SecretStr

from components.blocks.bucket import Bucket
from components.blocks.cdn import SECRET_HEADER
from components.blocks.cdn_origins import InternalOrigin, PublicOrigin
from components.blocks.dns import AliasRecords, AliasRecordsArgs
from components.blocks.failover import Admission, Failover, FailoverArgs
from components.blocks.firewall import Firewall, FirewallArgs
from components.blocks.load_balancer import AccessLogs, LoadBalancer, LoadBalancerArgs, OriginHeader, Viewers
from components.blocks.load_balancer_target import LoadBalancerTarget
from components.blocks.network import Network
from components.platforms.ground import Ground
from components.platforms.hosting import Hosting
from components.platforms.log_bucket import PREFIXES
from components.platforms.names import PlatformNames
from components.settings.disaster_recovery import DisasterRecovery
from components.settings.platform import PlatformSettings

ORIGIN_SECRET_LENGTH = 48  # letters and digits: 285 bits, beyond guessing


@dataclass(frozen=True, kw_only=True)
class OriginSecret:
    """What tells the load balancer that a request came through our distribution.

    Attributes:
        value: The header's value.
    """

    value: pulumi.Output[str]

    @property
    def header(self) -> OriginHeader:
        """As the load balancer takes it."""
        return OriginHeader(name=SECRET_HEADER, value=self.value)


def origin_secret(ground: Ground[PlatformSettings, object], given: SecretStr | None = None) -> OriginSecret:
    """The given value, which a stack that stands in has in common with this one, or one that is drawn."""
    if given is not None:
        return OriginSecret(value=pulumi.Output.secret(given.get_secret_value()))
    drawn = random.RandomPassword(
        f"{ground.name}-origin-secret", length=ORIGIN_SECRET_LENGTH, special=False, opts=ground.child
    )
    return OriginSecret(value=drawn.result)


def declare_firewall(
    ground: Ground[PlatformSettings, PlatformNames], place: Literal["none", "cloudfront", "regional"]
) -> Firewall | None:
    """The web ACL, where something can have one (HR-46)."""
    if place == "none":
        return None
    return Firewall(
        f"{ground.name}-firewall",
        FirewallArgs(
            environment=ground.environment,
            scope="CLOUDFRONT" if place == "cloudfront" else "REGIONAL",
            region=ground.region,
            # AWS WAF deletes none that something still has: the one of the other place is made beside it,
            # and a name of its own lets it
            name=ground.names.web_acl if place == "cloudfront" else f"{ground.names.web_acl}-{place}",
            log_group_name=ground.names.firewall_logs,
        ),
        opts=ground.child,
    )


def declare_load_balancer(
    ground: Ground[PlatformSettings, PlatformNames],
    network: Network,
    hosting: Hosting,
    logs: Bucket,
    secret: OriginSecret | None,
    *,
    viewers: Viewers = "anyone",
    security_group_prefix: str | None = None,
) -> LoadBalancer:
    """Public with TLS where there is a domain; else private, for CloudFront's VPC origin alone (X-21).

    Args:
        ground: The stack.
        network: Where it stands.
        hosting: Its names and certificates.
        logs: Bucket of its access logs.
        secret: What requests must carry.
        viewers: Who may connect to a public one.
        security_group_prefix: How its security group's name begins.
    """
    public = hosting.domain is not None
    return LoadBalancer(
        f"{ground.name}-lb",
        LoadBalancerArgs(
            environment=ground.environment,
            vpc_id=network.vpc_id,
            subnet_ids=network.public_subnet_ids if public else network.private_subnet_ids,
            name=ground.names.load_balancer,
            internal=not public,
            viewers=viewers if public else "cloudfront",
            certificate_arn=hosting.certificate_arn,
            access_logs=AccessLogs(bucket=logs.name, prefix=PREFIXES["alb"], after=logs.ready),
            origin_header=secret.header if secret else None,
            security_group_prefix=security_group_prefix,
        ),
        opts=ground.child,
    )


def load_balancer_origin(
    ground: Ground[PlatformSettings, PlatformNames],
    balancer: LoadBalancer,
    hosting: Hosting,
    *,
    failover_host: pulumi.Input[str] | None = None,
) -> PublicOrigin | InternalOrigin:
    """How a distribution finds the load balancer; writes the record of its name, where the zone is ours.

    Args:
        ground: The stack.
        balancer: The load balancer.
        hosting: Its names.
        failover_host: A name whose records are already there.
    """
    if hosting.domain is None:
        return InternalOrigin(
            host=balancer.dns_name,
            load_balancer_arn=balancer.arn,
            https=False,
            name=ground.names.vpc_origin,
        )
    if hosting.origin is None or hosting.zone_id is None:
        # CloudFront passes the caller's Host on, for which the certificate was given
        return PublicOrigin(host=balancer.dns_name)
    # it stays when traffic can fail over: nothing of a live stack is replaced or taken away
    _alias(ground, "origin", hosting.origin, hosting.zone_id, balancer.dns_name, balancer.zone_id)
    if failover_host is not None:
        # CloudFront passes the caller's Host on, which is what the certificate is for
        return PublicOrigin(host=failover_host)
    return PublicOrigin(host=hosting.origin)


def declare_domain(
    ground: Ground[PlatformSettings, object],
    hosting: Hosting,
    target_name: pulumi.Input[str],
    target_zone_id: pulumi.Input[str],
    *,
    ipv6: bool = False,
) -> None:
    """Lead the domain to its entrance, if the zone is ours.

    The record is the platform's own, not the entrance's: another entrance changes it in place. As a part of
    each, the new one would be created while the old one is there, which Route 53 refuses.

    Args:
        ground: The stack.
        hosting: Its names.
        target_name: DNS name of the distribution, load balancer or API domain.
        target_zone_id: Hosted zone of that name.
        ipv6: Whether it has IPv6 addresses.
    """
    if hosting.domain is not None and hosting.zone_id is not None:
        _alias(ground, "domain", hosting.domain, hosting.zone_id, target_name, target_zone_id, ipv6=ipv6)


def _alias(
    ground: Ground[PlatformSettings, object],
    thing: str,
    domain: str,
    zone_id: pulumi.Input[str],
    target_name: pulumi.Input[str],
    target_zone_id: pulumi.Input[str],
    *,
    ipv6: bool = False,
) -> None:
    AliasRecords(
        f"{ground.name}-{thing}",
        AliasRecordsArgs(
            zone_id=zone_id,
            domain_name=domain,
            target_name=target_name,
            target_zone_id=target_zone_id,
            ipv6=ipv6,
        ),
        opts=ground.child,
    )


def declare_failover(
    ground: Ground[PlatformSettings, object],
    dr: DisasterRecovery,
    hosting: Hosting,
    balancer: LoadBalancer,
    target: LoadBalancerTarget,
    *,
    health_path: str,
    health_rule: int | None,
) -> Failover | None:
    """Records that answer with the other region while this one is unwell (HR-50).

    Args:
        ground: The stack.
        dr: What the stack file says.
        hosting: The platform's names.
        balancer: The load balancer of this region.
        target: What answers the health check.
        health_path: What it asks for.
        health_rule: Priority of the rule that lets it in, where everybody else must show a header.
    """
    if dr.failover_target is None or hosting.domain is None or hosting.zone_id is None:
        return None
    return Failover(
        f"{ground.name}-failover",
        FailoverArgs(
            zone_id=hosting.zone_id,
            domain_name=f"failover.{hosting.domain}",
            primary_host=balancer.dns_name,
            secondary_host=dr.failover_target,
            health_path=health_path,
            admission=Admission(
                listener_arn=balancer.listener.arn, target_group_arn=target.arn, priority=health_rule
            )
            if health_rule is not None
            else None,
        ),
        opts=ground.child,
    )
