"""A GraphQL API: its schema, what answers it, and its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

from components.guards import Problem
from components.guards.dns import domain_problems
from components.guards.graphql import (
    DEPTH_LIMIT,
    RESOLVER_LIMIT,
    resolver_code_problems,
    resolver_problems,
    schema_problems,
)
from components.settings.kinds import Text, Whole
from components.settings.model import Model, Resolution, check, setting
from components.settings.texts import Boolean, CertificateArn, FilePath, Host, is_sample_host

OWN = Path(__file__).parents[2] / "functions" / "infrastructure" / "resolvers"
OWN_SCHEMA = OWN / "users.graphql"
CALL = OWN / "call_function.js"
TABLE = "users"  # the only source of a resolver that is no function
CERTIFICATE_REGION = "us-east-1"  # AppSync Developer Guide, "Configuring custom domain names"

FieldName = Annotated[
    str, Text(r"[_A-Za-z][_0-9A-Za-z]*\.[_A-Za-z][_0-9A-Za-z]*", "Type.field", "Query.movies", longest=131)
]


class Resolver(Model):
    """What answers one field of the schema."""

    field: FieldName = setting(what="The field.", requirement="TR-15")
    source: Literal["users", "auth", "api"] = setting(
        what="What is asked: the users table, or one of the functions.", requirement="TR-15"
    )
    code: FilePath | None = setting(
        None,
        what="The resolver in JavaScript (APPSYNC_JS). A function is by default told field, arguments, "
        "identity and source.",
        requirement="TR-15",
    )

    @property
    def text(self) -> str:
        """The resolver's code."""
        return (CALL if self.code is None else Path(self.code)).read_text(encoding="utf-8")

    @check("source", "code")
    def code_can_run(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """It exists, and AppSync has what it uses; a table's has to be written."""
        if self.code is None:
            if self.source == TABLE:
                yield Problem(
                    field="code",
                    given=None,
                    allowed="a resolver's file: what is done with the table stands there",
                    fix="give the file, or let a function answer",
                )
            return
        missing = _missing(self.code, field="code")
        yield from missing or resolver_code_problems(self.text)


class GraphqlSettings(Model):
    """A GraphQL API for users of the pool and, signed with IAM, for back ends."""

    schema_: FilePath | None = setting(
        None,
        what="The schema's file. By default ours, of the users table: me, user, updateMe.",
        requirement="TR-15",
    )
    resolvers: tuple[Resolver, ...] = setting(
        (),
        what="What answers a schema of your own: every query and mutation needs one. Ours has its own.",
        requirement="TR-15",
    )
    iam: Boolean = setting(
        True, what="Callers may sign with IAM too, for what the schema marks `@aws_iam`.", requirement="TR-15"
    )
    introspection: Boolean = setting(
        what="Callers may ask for the schema.",
        requirement="TR-15",
        environment=lambda environment: environment.name != "prod",
    )
    query_depth_limit: Annotated[int, Whole.within(DEPTH_LIMIT, "AppSync")] = setting(
        8, what="Most levels of a query.", requirement="TR-15"
    )
    resolver_count_limit: Annotated[int, Whole.within(RESOLVER_LIMIT, "AppSync")] = setting(
        50, what="Most resolvers that one request runs.", requirement="TR-15"
    )
    allow_breaking_changes: Boolean = setting(
        False,
        what="Let an update break clients of the deployed schema; meant for one update.",
        requirement="TR-15",
    )
    domain: Host | None = setting(
        None,
        what="A host of its own instead of AppSync's, in the platform's zone.",
        requirement="TR-15, X-21",
        sample=is_sample_host,
    )
    certificate_arn: CertificateArn | None = setting(
        None,
        what=f"A certificate for the host, in {CERTIFICATE_REGION}, where none is made.",
        requirement="TR-15, X-23",
    )

    @property
    def schema_text(self) -> str:
        """The schema."""
        return (OWN_SCHEMA if self.schema_ is None else Path(self.schema_)).read_text(encoding="utf-8")

    @check("schema_", "resolvers")
    def schema_is_answered(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A schema that AppSync takes, with a resolver for every query and mutation."""
        if self.schema_ is None:
            if self.resolvers:
                yield Problem(
                    field="resolvers",
                    given=[each.field for each in self.resolvers],
                    allowed="none without a schema of your own: ours has its own",
                    fix="give schema too, or leave them out",
                )
            return
        found = _missing(self.schema_, field="schema_") or [
            *schema_problems(self.schema_text, field="schema_")
        ]
        yield from found
        if not found:
            yield from resolver_problems(self.schema_text, [each.field for each in self.resolvers])

    @check("resolvers")
    def fields_are_answered_once(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """AppSync has one resolver a field."""
        fields = [each.field for each in self.resolvers]
        doubled = sorted({field for field in fields if fields.count(field) > 1})
        if doubled:
            yield Problem(
                field="resolvers", given=doubled, allowed="one resolver for each field", fix="remove one"
            )

    @check("domain", "certificate_arn")
    def domain_has_its_certificate(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A host, and a certificate where AppSync's names take it from."""
        if self.domain is not None:
            yield from domain_problems(self.domain, field="domain")
        if self.certificate_arn is None:
            return
        if self.domain is None:
            yield Problem(
                field="certificate_arn",
                given=self.certificate_arn,
                allowed="a certificate together with domain",
                fix="give domain too, or remove it",
            )
        if self.certificate_arn.split(":")[3] != CERTIFICATE_REGION:
            yield Problem(
                field="certificate_arn",
                given=self.certificate_arn,
                allowed=f"a certificate in {CERTIFICATE_REGION}: AppSync serves names through CloudFront",
                fix=f"request it in {CERTIFICATE_REGION}",
            )


def _missing(path: str, *, field: str) -> Sequence[Problem]:
    if Path(path).is_file():
        return ()
    return [
        Problem(
            field=field, given=path, allowed="a file, from the project's directory", fix="correct the path"
        )
    ]
