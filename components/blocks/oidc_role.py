"""A role for a workload outside of AWS that proves itself by OIDC tokens: no access keys (X-19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.iam import Statement, policy_document, web_identity_trust
from components.links import Link, merged
from components.statements import distinct


@dataclass(frozen=True, kw_only=True)
class OidcRoleArgs:
    """Settings of the role.

    Attributes:
        issuer: Who issues the tokens, a host and path without `https://`.
        audience: The tokens' `aud`.
        subjects: The `sub` of each workload that may take the role, exactly.
        provider_arn: IAM's provider of the issuer, where the account has it; it is made otherwise. IAM takes
            each issuer once for an account.
        uses: What the workload uses; only the rights matter here.
        name: Physical name of the role, or None to have one generated.
    """

    issuer: str
    audience: str
    subjects: Sequence[str]
    provider_arn: pulumi.Input[str] | None = None
    uses: Sequence[Link] = ()
    name: str | None = None

    def __post_init__(self) -> None:
        """Refuse a role that nobody, or anybody of the issuer's, may take.

        Raises:
            ValueError: no subject, or one with a wildcard.
        """
        loose = [subject for subject in self.subjects if "*" in subject or "?" in subject]
        if not self.subjects or loose:
            raise ValueError(f"OidcRole: subjects {loose or 'are missing'}; name each workload in full")


class OidcRole(pulumi.ComponentResource):
    """A role that only the named subjects of one issuer take.

    Attributes:
        arn: ARN of the role.
        provider_arn: ARN of the issuer's provider.
    """

    def __init__(self, name: str, args: OidcRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:OidcRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.provider_arn: pulumi.Output[str] = (
            aws.iam.OpenIdConnectProvider(
                f"{name}-provider",
                url=f"https://{args.issuer}",
                client_id_lists=[args.audience],
                opts=child,
            ).arn
            if args.provider_arn is None
            else pulumi.Output.from_input(args.provider_arn)
        )
        role = aws.iam.Role(
            f"{name}-role",
            name=args.name,
            assume_role_policy=web_identity_trust(
                self.provider_arn,
                {
                    "StringEquals": {
                        f"{args.issuer}:aud": args.audience,
                        f"{args.issuer}:sub": list(args.subjects),
                    }
                },
            ),
            opts=child,
        )
        rights: Sequence[Statement] = distinct(merged(args.uses).statements)
        if rights:
            aws.iam.RolePolicy(
                f"{name}-role-policy", role=role.name, policy=policy_document(rights), opts=child
            )
        self.arn: pulumi.Output[str] = role.arn
        self.register_outputs({"arn": self.arn})
