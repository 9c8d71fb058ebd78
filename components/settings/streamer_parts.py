"""The sections of Streamer's settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Tag
from typing_extensions import override

from components.guards import Problem
from components.guards.apis import DEFAULT_BURST, DEFAULT_RATE
from components.guards.functions import API_TIMEOUT_SECONDS, STREAM_BATCH, TIMEOUT_SECONDS
from components.settings.anatomy import ByKey
from components.settings.compute import Concurrency
from components.settings.dns import GivenCertificate, NoDns, Zone
from components.settings.kinds import Text, UnfitError, Whole
from components.settings.model import Model, Resolution, check, section, setting
from components.settings.network import OwnNetwork
from components.settings.tables import Attribute, TableSettings
from components.settings.texts import Boolean, Cidr, FilePath, FunctionMemory, FunctionTimeout
from components.settings.units import Duration

Rate = Annotated[int, Whole(1, 100_000, "requests per second")]
Burst = Annotated[int, Whole(1, 100_000, "requests at once")]
Days = Annotated[int, Whole(1, 36_500, "days")]
ReservedConcurrency = Annotated[int, Whole(0, 100_000, "concurrent executions")]
# `bootstrap` for an executable, file.function for the languages that Lambda runs itself.
Entry = Annotated[
    str, Text(r"[^\s]{1,128}", "bootstrap, or file.function", "bootstrap", "CreateFunction, Handler")
]
Status = Annotated[str, Text(r"\S{1,128}", "a value of the attribute Status", "PENDING")]

# The key of the committed stack files; nobody has its private half, so no token can be verified with it.
SAMPLE_PUBLIC_KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtFMD00YHY7VNtCtQ9czj\n"
    "yqxjVxm9YGo1UCL8WFgfn1Y079O3r9MpXOzsRcJO6skP5/FTnrdSpb6RYtehSqjR\n"
    "LoUW9a1r2UiJlXjrhjtQsOz6LvJlCTalbXmUE1H1Dgg9zfch8BANjiNftVUvpta6\n"
    "1K9BAji7AAliTJLZQ6UwG6wFrvbX1RXUc35QnNkuZq5N+fs3m9W8B9a9Kp+J0rhO\n"
    "d6gDU7FjRHIXDVfOtUaZArk6UvBFlJP8zKZb3pUmMBTJnv2OxFYaORZuj9NXN8b+\n"
    "kxr8TrUDFhuHcImKKSIV/zFKGHut239UJmTcZEtIU6FWltn1Bq2xsNggIfezZO7i\n"
    "JwIDAQAB\n"
    "-----END PUBLIC KEY-----\n"
)


class _SocketHost(Text):
    """A host, which the guide writes as a URL of scheme `wss` (ST-2): the scheme is left out."""

    @override
    def parse(self, value: object) -> str:
        text = super().parse(value)
        scheme, separator, host = text.rpartition("://")
        if separator and scheme.lower() != "wss":
            raise UnfitError(f"write wss://{host.strip('/')}: there is no other scheme")
        return host.rstrip("/")


SocketHost = Annotated[
    str,
    _SocketHost(
        r"\S+", "a host name, with or without wss://", "wss://api.example.com", "RFC 1035", longest=253
    ),
]
# What is wrong with a key is said by components.guards.keys.
PublicKey = Annotated[
    str, Text(r"[\s\S]+", "a public key in PEM", "-----BEGIN PUBLIC KEY-----", longest=8192)
]


def is_sample_key(value: object) -> bool:
    """Whether a key is the committed files' sample."""
    return str(value).split() == SAMPLE_PUBLIC_KEY.split()


class StreamerFunction(Model):
    """The code and size of a function that is not ours."""

    artefact: FilePath | None = setting(
        None,
        what="Zip with the executable `bootstrap` (the guide's `bin/{function}.zip`). Without it, the "
        "function is a placeholder that fails, and whatever would feed it is off.",
        requirement="ST-1",
    )
    handler: Entry = setting(
        "bootstrap", what="What the runtime calls; an executable is always `bootstrap`.", requirement="ST-11"
    )
    memory: FunctionMemory = setting(512, what="Memory in MB; CPU grows with it.", requirement="ST-16")
    timeout: FunctionTimeout = setting(
        Duration(API_TIMEOUT_SECONDS),
        what="Longest run; a client of the API gets an error after 29 seconds.",
        requirement="ST-16",
    )
    provisioned_concurrency: Concurrency | None = setting(
        None, what="Environments that are kept started; they cost all the time.", requirement="ST-21"
    )
    provisioned_maximum: Concurrency | None = setting(
        None, what="Up to how many of those scaling adds.", requirement="ST-21"
    )
    reserved_concurrency: ReservedConcurrency | None = setting(
        None,
        what="Its share of the account's concurrency. A new account has a quota of 10 and refuses any "
        "reservation.",
        requirement="ST-33",
    )


class Processor(StreamerFunction):
    """What works requests off."""

    memory: FunctionMemory = setting(1024, what="Memory in MB.", requirement="ST-15")
    timeout: FunctionTimeout = setting(
        Duration(TIMEOUT_SECONDS.stop - 1), what="Longest run; 15 minutes is Lambda's.", requirement="ST-15"
    )


class Functions(Model):
    """The guide's four functions, and an authorizer if one is wanted."""

    connect: StreamerFunction = section(what="Opens a connection.", requirement="ST-12")
    disconnect: StreamerFunction = section(what="Forgets a connection.", requirement="ST-13")
    router: StreamerFunction = section(what="Takes messages in.", requirement="ST-14")
    processor: Processor = section(what="Works requests off.", requirement="ST-15")
    authorizer: StreamerFunction | None = setting(
        None,
        what="A function that decides about the token in the query string `Authorization` before connect is "
        "called. Without it, connect decides.",
        requirement="ST-26",
    )


class RouteThrottling(Model):
    """Throttling of one route."""

    route: Literal["$connect", "$disconnect", "$default"] = setting(what="The route.", requirement="ST-28")
    rate: Rate = setting(what="Requests per second, steadily.", requirement="ST-28")
    burst: Burst = setting(what="Requests at once.", requirement="ST-28")


class Api(Model):
    """The WebSocket API."""

    rate: Rate = setting(DEFAULT_RATE, what="Messages per second, steadily.", requirement="ST-28")
    burst: Burst = setting(DEFAULT_BURST, what="Messages at once.", requirement="ST-28")
    routes: tuple[RouteThrottling, ...] = setting(
        (), what="Rate and burst of single routes.", requirement="ST-28"
    )
    logs: Boolean = setting(
        False,
        what="Access logs and logs of errors. The account's API Gateway log role must exist (baseline).",
        requirement="ST-30, X-8",
    )

    @check("routes")
    def routes_are_named_once(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """One rate for each route."""
        names = [each.route for each in self.routes]
        for route in sorted({name for name in names if names.count(name) > 1}):
            yield Problem(field="routes", given=route, allowed="each route once", fix="remove one of the two")


class Stream(Model):
    """How the processor reads the changes of requests."""

    batch_size: Annotated[int, Whole.within(STREAM_BATCH, "records; CreateEventSourceMapping")] = setting(
        10, what="Records per call.", requirement="ST-22"
    )
    statuses: tuple[Status, ...] = setting(
        ("PENDING",),
        what="Statuses of a request that call the processor; an empty list means every change, those that "
        "the processor makes itself included.",
        requirement="ST-22",
    )


class Subscriptions(TableSettings):
    """The third table."""

    enabled: Boolean = setting(True, what="Make the table.", requirement="ST-5")


class Tables(Model):
    """The tables."""

    connections: TableSettings = section(what="Connections.", requirement="ST-6")
    requests: TableSettings = section(what="Requests.", requirement="ST-7")
    subscriptions: Subscriptions = section(what="Subscriptions.", requirement="ST-5")
    ttl_attribute: Attribute = setting(
        "TTL", what="Attribute after which items are deleted (seconds since 1970).", requirement="ST-8"
    )


class Archive(Model):
    """Requests that are over, kept in S3 when they expire."""

    statuses: tuple[Status, ...] = setting(
        ("COMPLETED",), what="Statuses that are kept; an empty list keeps every request.", requirement="ST-9"
    )
    expire_days: Days | None = setting(
        None, what="Days that they are kept; for ever without it.", requirement="ST-9"
    )


class Vpc(OwnNetwork):
    """A network of the platform's own."""

    cidr: Cidr = setting("10.4.0.0/16", what="Block of the VPC, /16 to /24.", requirement="ST-29")


StreamerDns = Annotated[
    Annotated[NoDns, Tag("none")]
    | Annotated[Zone, Tag("zone")]
    | Annotated[GivenCertificate, Tag("certificateArn")],
    Discriminator(ByKey("mode", default="none")),
]
