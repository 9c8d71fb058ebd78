"""A back end for unit tests: what goes in comes out, with realistic answers for what AWS computes."""

from __future__ import annotations

import hashlib
import string
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from . import sdk
from .backend import DEFAULT_REGION, Answers, Creation, Made, Provider
from .echo_functions import FUNCTIONS
from .echo_values import KNOWN, Known
from .echo_vpc import expand_vpc
from .graph import Graph, Registration

ACCOUNT_ID = "123456789012"
"""AWS's documentation account."""

NESTED_DEEPEST = 4
"""How far computed objects are followed; the SDK's own nest no deeper where programs look."""

_LETTERS_AND_DIGITS = string.ascii_lowercase + string.digits


class UnknownFunctionError(LookupError):
    """A unit test calls a provider function for which nobody gave an answer."""


class Echo:
    """Answers every resource at once, the same way each time.

    Args:
        region: Region of resources whose provider names none.
        answers: Provider functions beyond (or in place of) the built-in ones.

    """

    def __init__(self, *, region: str = DEFAULT_REGION, answers: Answers | None = None) -> None:
        self.region = region
        self._answers = answers or {}

    def configure(self, provider: Provider) -> None:
        """Every provider is welcome."""

    def create(self, creation: Creation) -> Made:
        """Echo the inputs; make up what AWS would compute."""
        registration = creation.registration
        if creation.preview:
            return Made(id="", outputs={})
        if registration.typ == "awsx:ec2:Vpc":
            return Made(id="", outputs=expand_vpc(registration, creation.child))
        region = str(registration.inputs.get("region") or creation.provider.region or self.region)
        return self._made(registration, region, creation.provider.default_tags)

    def read(self, creation: Creation, id_: str) -> Made:
        """An existing resource: it has the id it was looked up by."""
        made = self.create(creation)
        return Made(id=id_, outputs=made.outputs)

    def invoke(self, token: str, args: Mapping[str, Any], provider: Provider) -> Mapping[str, Any]:
        """The given or the built-in answer."""
        answer = self._answers.get(token)
        if answer is not None:
            return answer(args) if callable(answer) else answer
        if token not in FUNCTIONS:
            raise UnknownFunctionError(f"{token} has no answer in this test: give one in `answers={{...}}`")
        return FUNCTIONS[token](args, str(args.get("region") or provider.region or self.region))

    def finish(self, graph: Graph) -> Mapping[str, str]:  # noqa: ARG002
        """An echo has no opinion."""
        return {}

    def _made(self, registration: Registration, region: str, default_tags: Mapping[str, str]) -> Made:
        known = KNOWN.get(registration.typ, Known())
        values = facts(registration, known, region)
        service, kind = _service(registration.typ), _kind(registration.typ)
        arn = known.arn or f"arn:aws:{service}:{region}:{ACCOUNT_ID}:{kind}/{{name}}"
        if "{id}" in arn:
            values["id"] = known.id.format_map(values)
            values["arn"] = arn.format_map(values)
        else:
            values["arn"] = arn.format_map(values)
            values["id"] = known.id.format_map(values)
        outputs: dict[str, Any] = {
            key: value.format_map(values) if isinstance(value, str) else value
            for key, value in known.outputs.items()
            if key not in registration.inputs
        }
        if known.name_key in sdk.outputs(registration.typ):
            outputs[known.name_key] = values["name"]
        outputs |= _special(registration, values)
        if "arn" in sdk.outputs(registration.typ) and "arn" not in registration.inputs:
            outputs["arn"] = values["arn"]
        for key, kind in sdk.computed(registration.typ).items():
            if key == "tagsAll":
                outputs[key] = {**default_tags, **(registration.inputs.get("tags") or {})}
            elif key not in outputs and key not in registration.inputs:
                outputs[key] = _made_up(key, kind, registration, values)
        return Made(id=str(values["id"]), outputs=outputs)


class _Facts(dict[str, Any]):
    """Values for templates; one that is missing shows that it is."""

    def __missing__(self, key: str) -> str:
        return f"unset-{key}"


def facts(registration: Registration, known: Known, region: str) -> dict[str, Any]:
    """What templates are filled from: inputs, names, and ids that depend on the URN alone."""
    digest = hashlib.sha256(registration.urn.encode()).hexdigest()
    inputs = registration.inputs
    name = inputs.get(known.name_key)
    if name is None:
        name = f"{inputs.get(known.name_key + 'Prefix') or registration.name + '-'}{digest[:7]}"
        name += ".fifo" if inputs.get("fifoQueue") or inputs.get("fifoTopic") else ""
        if registration.typ.startswith("aws:s3/"):
            name = name.lower()
    function = inputs.get("functionName") or inputs.get("function") or ""
    letters = "".join(_LETTERS_AND_DIGITS[int(digit, 16) * 2] for digit in digest)
    return _Facts(
        {key: value for key, value in inputs.items() if isinstance(value, (str, int, float))}
        | {
            "region": region,
            "account": ACCOUNT_ID,
            "name": name,
            "logical": registration.name,
            "hex16": digest[:16],
            "HEX16": digest[:16].upper(),
            "HEX13": digest[:13].upper(),
            "Hex6": digest[:6].title(),
            "uuid": str(uuid.UUID(digest[:32])),
            "UUID": str(uuid.UUID(digest[:32])).upper(),
            "token": letters[:10],
            "token9": letters[10:19],
            "slashed": f"/{str(name).lstrip('/')}",
            "functionBase": _after(str(function), ":function:").partition(":")[0],
            "clusterBase": _after(str(inputs.get("cluster") or "default"), "/"),
            "wafScope": "global" if inputs.get("scope") == "CLOUDFRONT" else "regional",
            "scheme": "wss" if inputs.get("protocolType") == "WEBSOCKET" else "https",
        }
    )


def _after(value: str, mark: str) -> str:
    return value.rpartition(mark)[2]


def _service(typ: str) -> str:
    """IAM's prefix of a type's service, as near as the type's module tells."""
    module = typ.split(":")[1].split("/", maxsplit=1)[0]
    return {"lb": "elasticloadbalancing", "alb": "elasticloadbalancing", "vpc": "ec2"}.get(module, module)


def _kind(typ: str) -> str:
    return typ.rpartition(":")[2].lower()


def _special(registration: Registration, values: Mapping[str, Any]) -> dict[str, Any]:
    """Outputs whose presence or number depends on the inputs."""
    special = _SPECIAL.get(registration.typ)
    return {} if special is None else special(registration.inputs, values)


def _stream(inputs: Mapping[str, Any], _values: Mapping[str, Any]) -> dict[str, Any]:
    return {} if inputs.get("streamEnabled") else {"streamArn": "", "streamLabel": ""}


def _validations(inputs: Mapping[str, Any], _values: Mapping[str, Any]) -> dict[str, Any]:
    if inputs.get("validationMethod") != "DNS":
        return {"domainValidationOptions": []}
    domains = dict.fromkeys([inputs.get("domainName"), *(inputs.get("subjectAlternativeNames") or [])])
    return {"domainValidationOptions": [_validation(str(domain)) for domain in domains if domain]}


def _master_secret(inputs: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    if not inputs.get("manageMasterUserPassword"):
        return {"masterUserSecrets": []}
    arn = "arn:aws:secretsmanager:{region}:{account}:secret:rds!{name}-{Hex6}".format_map(values)
    key = inputs.get("masterUserSecretKmsKeyId") or "alias/aws/secretsmanager"
    return {"masterUserSecrets": [{"secretArn": arn, "secretStatus": "active", "kmsKeyId": key}]}


def _group(inputs: Mapping[str, Any], _values: Mapping[str, Any]) -> dict[str, Any]:
    return {"vpcId": inputs.get("vpcId") or "vpc-default", "ownerId": ACCOUNT_ID}


def _distribution(_inputs: Mapping[str, Any], _values: Mapping[str, Any]) -> dict[str, Any]:
    return {"trustedKeyGroups": [], "trustedSigners": []}


def _api_domain(inputs: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    target = "d-{token}.execute-api.{region}.amazonaws.com".format_map(values)
    computed = {"targetDomainName": target, "hostedZoneId": "Z1UJRXOUMOOFQ8"}
    return {"domainNameConfiguration": {**(inputs.get("domainNameConfiguration") or {}), **computed}}


def _uris(_inputs: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    address = "{token}.appsync-{{kind}}.{region}.amazonaws.com/graphql".format_map(values)
    return {
        "uris": {
            "GRAPHQL": f"https://{address.format(kind='api')}",
            "REALTIME": f"wss://{address.format(kind='realtime-api')}",
        }
    }


def _sub_domains(inputs: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    target = "d{token}.cloudfront.net".format_map(values)
    return {
        "subDomains": [
            {**item, "dnsRecord": f"{item.get('prefix', '')} CNAME {target}", "verified": False}
            for item in inputs.get("subDomains") or []
        ]
    }


_SPECIAL: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]] = {
    "aws:dynamodb/table:Table": _stream,
    "aws:acm/certificate:Certificate": _validations,
    "aws:rds/instance:Instance": _master_secret,
    "aws:rds/cluster:Cluster": _master_secret,
    "aws:ec2/securityGroup:SecurityGroup": _group,
    "aws:cloudfront/distribution:Distribution": _distribution,
    "aws:apigatewayv2/domainName:DomainName": _api_domain,
    "aws:appsync/graphQLApi:GraphQLApi": _uris,
    "aws:amplify/domainAssociation:DomainAssociation": _sub_domains,
}


def _validation(domain: str) -> dict[str, str]:
    bare = domain.removeprefix("*.")
    digest = hashlib.sha256(bare.encode()).hexdigest()
    return {
        "domainName": domain,
        "resourceRecordName": f"_{digest[:32]}.{bare}.",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": f"_{digest[32:]}.acm-validations.aws.",
    }


def _made_up(
    key: str, kind: Any, registration: Registration, values: Mapping[str, Any], depth: int = 0
) -> Any:
    """A value for an output that no table knows: of the right type, never nothing where text is expected."""
    cls = sdk.resource_class(registration.typ)
    shape, inner = sdk.element(kind, cls.__module__ if cls else __name__)
    if shape == "map":
        return {}
    if shape == "list":
        return [] if depth >= NESTED_DEEPEST else [_made_up(key, inner, registration, values, depth + 1)]
    if shape == "object":
        deeper = {} if depth >= NESTED_DEEPEST else sdk.fields(inner)
        return {name: _made_up(name, part, registration, values, depth + 1) for name, part in deeper.items()}
    if inner is bool:
        return False
    if inner in (int, float):
        return 1
    return _text(key, registration, values)


def _text(key: str, registration: Registration, values: Mapping[str, Any]) -> str:
    service, lower = _service(registration.typ), key.lower()
    host = f"{registration.name}.{service}.{values['region']}.amazonaws.com"
    arn = f"arn:aws:{service}:{values['region']}:{ACCOUNT_ID}:{key.removesuffix('Arn')}/{values['name']}"
    by_ending = {
        ("arn",): arn,
        ("ownerid", "accountid", "registryid"): ACCOUNT_ID,
        ("zoneid",): f"Z0{values['HEX16']}",
        ("id",): f"{key.removesuffix('Id')}-{values['hex16']}",
        ("url", "uri"): f"https://{host}",
        ("endpoint", "address", "domain", "domainname", "dnsname", "host", "hostname"): host,
    }
    marked = f"echo:{registration.typ}:{registration.name}:{key}"
    return next((value for endings, value in by_ending.items() if lower.endswith(endings)), marked)
