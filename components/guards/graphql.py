"""GraphQL schemas and resolvers: what AppSync refuses, and what would break the clients of a deployed API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from components.guards import Problem

if TYPE_CHECKING:
    from graphql import GraphQLObjectType, GraphQLSchema

# AppSync API reference, CreateGraphqlApi; 0 would mean AppSync's own limits (none, and 10,000).
DEPTH_LIMIT = range(1, 75 + 1)
RESOLVER_LIMIT = range(1, 10_000 + 1)
CODE_LENGTH = 32_768  # AppSync API reference, CreateResolver: `code`

# AppSync Developer Guide, "Scalar types in AWS AppSync"; others can't be defined.
SCALARS = (
    *("AWSDate", "AWSDateTime", "AWSEmail", "AWSIPAddress", "AWSJSON"),
    *("AWSPhone", "AWSTime", "AWSTimestamp", "AWSURL"),
)
# AppSync Developer Guide, "Using additional authorization modes": who may ask for a type or a field.
ACCESS = ("aws_api_key", "aws_cognito_user_pools", "aws_iam", "aws_lambda", "aws_oidc")
DEFAULT_ACCESS = "aws_cognito_user_pools"  # where nothing is said: the API's first mode

_GROUPS = ("aws_auth", "aws_cognito_user_pools")
_OF_APPSYNC = "\n".join(
    [
        *(f"scalar {name}" for name in SCALARS),
        *(f"directive @{name} on OBJECT | FIELD_DEFINITION" for name in ACCESS if name not in _GROUPS),
        *(f"directive @{name}(cognito_groups: [String]) on OBJECT | FIELD_DEFINITION" for name in _GROUPS),
        "directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION",
    ]
)

# AppSync Developer Guide, "JavaScript runtime features for resolvers and functions": not in APPSYNC_JS.
UNSUPPORTED_WORDS = (
    *("async", "await", "catch", "class", "continue", "do", "finally", "new", "this"),
    *("throw", "try", "while", "with", "yield"),
)
_NO_CODE = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`", re.S)
_COUNTING_LOOP = re.compile(r"\bfor\s*\([^)]*;")
_COUNTING = re.compile(r"\+\+|--|~")


def schema_problems(schema: str, *, field: str = "schema") -> Iterator[Problem]:
    """Problems of a schema: its syntax, its types, and what AppSync has its own mind about."""
    from graphql import GraphQLError

    try:
        built = _built(schema)
    except GraphQLError as error:
        yield Problem(field=field, given=_first_line(error), allowed="a valid GraphQL schema", fix="mend it")
        return
    from graphql import is_scalar_type, is_specified_scalar_type

    own = [
        name
        for name, kind in built.type_map.items()
        if is_scalar_type(kind) and not is_specified_scalar_type(kind) and name not in SCALARS
    ]
    if own:
        yield Problem(
            field=field,
            given=f"scalar {', '.join(own)}",
            allowed=f"GraphQL's own scalars and {', '.join(SCALARS)}: AppSync takes no others",
            fix="use AWSJSON or String",
        )


def resolver_problems(schema: str, resolved: Sequence[str], *, field: str = "resolvers") -> Iterator[Problem]:
    """Problems of what answers a schema that is valid: `Type.field` names that it lacks, and gaps.

    A query or mutation without a resolver is accepted and answers null for ever.
    """
    fields = _fields(_built(schema))
    for name in resolved:
        if name not in fields:
            yield Problem(
                field=field,
                given=name,
                allowed="a field of the schema, as Type.field",
                fix="correct its name, or add it to the schema",
            )
    missing = [name for name, is_entrance in fields.items() if is_entrance and name not in resolved]
    if missing:
        yield Problem(
            field=field,
            given=f"none for {', '.join(missing)}",
            allowed="a resolver for each query and mutation: without one it answers null",
            fix="add resolvers, or take the fields out of the schema",
        )


def resolver_code_problems(code: str, *, field: str = "code") -> Iterator[Problem]:
    """Problems of an APPSYNC_JS resolver, as far as they show without running it."""
    if not 0 < len(code) <= CODE_LENGTH:
        yield Problem(
            field=field,
            given=f"{len(code)} characters",
            allowed=f"1 to {CODE_LENGTH:,} characters (AppSync)",
            fix="move work into a function",
        )
    bare = _NO_CODE.sub(" ", code)
    for handler in ("request", "response"):
        if not re.search(rf"\bexport\s+(?:function\s+{handler}\b|const\s+{handler}\s*=)", bare):
            yield Problem(
                field=field,
                given=f"no export of {handler}",
                allowed="exported functions request and response",
                fix=f"write `export function {handler}(ctx) {{...}}`",
            )
    used = [word for word in UNSUPPORTED_WORDS if re.search(rf"(?<![.\w$]){word}\b(?!\s*:)", bare)]
    used += ["for (;;)"] if _COUNTING_LOOP.search(bare) else []
    used += sorted(set(_COUNTING.findall(bare)))
    if used:
        yield Problem(
            field=field,
            given=", ".join(used),
            allowed="what the runtime APPSYNC_JS 1.0.0 has",
            fix="use for-of, util.error and early returns",
        )


def limit_problems(depth: int, resolvers: int) -> Iterator[Problem]:
    """Problems of how much one request may ask for."""
    for field, given, allowed in (
        ("query_depth_limit", depth, DEPTH_LIMIT),
        ("resolver_count_limit", resolvers, RESOLVER_LIMIT),
    ):
        if given not in allowed:
            yield Problem(
                field=field,
                given=given,
                allowed=f"{allowed.start} to {allowed.stop - 1:,} (AppSync)",
                fix="choose what the application's own queries need",
            )


def breaking_changes(deployed: str, wanted: str) -> list[str]:
    """What clients of the deployed schema could no longer do with the wanted one; empty if nothing.

    Raises:
        graphql.GraphQLError: one of the schemas is none.
    """
    from graphql.utilities import find_breaking_changes

    old, new = _built(deployed), _built(wanted)
    return [
        *(change.description for change in find_breaking_changes(old, new)),
        *_lost_access(_access(old), _access(new)),
    ]


def _built(schema: str) -> GraphQLSchema:
    from graphql import GraphQLError, build_ast_schema, parse, validate_schema
    from graphql.validation.validate import validate_sdl

    document = parse(f"{schema}\n{_OF_APPSYNC}")
    problems = validate_sdl(document)
    if not problems:
        built = build_ast_schema(document, assume_valid_sdl=True)
        problems = validate_schema(built)
    if problems:
        raise GraphQLError("; ".join(problem.message for problem in problems))
    return built


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _objects(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    from graphql import is_introspection_type, is_object_type

    for kind in schema.type_map.values():
        if is_object_type(kind) and not is_introspection_type(kind):
            yield kind


def _fields(schema: GraphQLSchema) -> dict[str, bool]:
    """`Type.field` -> whether it is a query or a mutation."""
    entrances = {kind.name for kind in (schema.query_type, schema.mutation_type) if kind is not None}
    return {
        f"{kind.name}.{name}": kind.name in entrances for kind in _objects(schema) for name in kind.fields
    }


def _access(schema: GraphQLSchema) -> dict[str, frozenset[str]]:
    """Type or `Type.field` -> the modes in which it may be asked for."""
    found: dict[str, frozenset[str]] = {}
    for kind in _objects(schema):
        found[kind.name] = _modes(kind.ast_node) or frozenset({DEFAULT_ACCESS})
        for name, field in kind.fields.items():
            found[f"{kind.name}.{name}"] = _modes(field.ast_node) or found[kind.name]
    return found


def _modes(node: object) -> frozenset[str]:
    directives = getattr(node, "directives", None) or ()
    return frozenset(each.name.value for each in directives if each.name.value in ACCESS)


def _lost_access(old: Mapping[str, frozenset[str]], new: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for name, modes in old.items():
        for mode in sorted(modes - new.get(name, modes)):
            yield f"{name} could be asked for with @{mode} and no longer can."
