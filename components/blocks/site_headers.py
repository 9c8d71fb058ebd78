"""The security headers of a website."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.environments import Environment

HSTS_SECONDS = 31_536_000  # a year: what browsers' preload lists ask for


def site_headers(
    logical_name: str, *, environment: Environment, content_security_policy: str, parent: pulumi.Resource
) -> pulumi.Output[str]:
    """A response headers policy; AWS's managed one has no content security policy.

    Args:
        logical_name: Logical name of the policy.
        environment: All but production ask search engines to stay away.
        content_security_policy: The header's value.
        parent: The component.

    """
    return aws.cloudfront.ResponseHeadersPolicy(
        logical_name,
        security_headers_config=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgs(
            strict_transport_security=(
                aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurityArgs(
                    access_control_max_age_sec=HSTS_SECONDS, include_subdomains=True, override=True
                )
            ),
            content_type_options=(
                aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigContentTypeOptionsArgs(override=True)
            ),
            frame_options=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigFrameOptionsArgs(
                frame_option="DENY", override=True
            ),
            referrer_policy=aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigReferrerPolicyArgs(
                referrer_policy="strict-origin-when-cross-origin", override=True
            ),
            content_security_policy=(
                aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigContentSecurityPolicyArgs(
                    content_security_policy=content_security_policy, override=True
                )
            ),
        ),
        custom_headers_config=None
        if environment.name == "prod"
        else aws.cloudfront.ResponseHeadersPolicyCustomHeadersConfigArgs(
            items=[
                aws.cloudfront.ResponseHeadersPolicyCustomHeadersConfigItemArgs(
                    header="X-Robots-Tag", value="noindex, nofollow", override=True
                )
            ]
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    ).id
