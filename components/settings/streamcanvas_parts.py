"""The sections of StreamCanvas's settings: tables, functions and front ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit

from components.environments import Environment
from components.guards import Problem
from components.guards.amplify import repository_problems
from components.guards.fargate import image_problems
from components.guards.functions import MAX_LAYERS
from components.settings.compute import Concurrency, FargateSettings, FunctionSettings
from components.settings.kinds import Text, Whole
from components.settings.model import Model, Resolution, check, section, setting
from components.settings.network import OwnNetwork
from components.settings.tables import Attribute, TableSettings
from components.settings.texts import (
    Boolean,
    Cidr,
    FunctionMemory,
    FunctionTimeout,
    Handler,
    ImageTag,
    RepositoryUri,
    UrlPath,
    is_sample_host,
    is_sample_tag,
)
from components.settings.units import Duration

# What expires carries its time in this attribute, in seconds since 1970; both are ours, the guide has none.
EXPIRY = "expiresAt"

LayerArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:layer:[A-Za-z0-9_-]+:[0-9]+",
        "the ARN of a layer's version",
        "arn:aws:lambda:us-east-1:123456789012:layer:shared:1",
    ),
]
OidcProviderArn = Annotated[
    str,
    Text(
        r"arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/\S+",
        "the ARN of an OIDC provider of IAM",
        "arn:aws:iam::123456789012:oidc-provider/oidc.vercel.com/acme",
    ),
]
Slug = Annotated[str, Text(r"[a-z0-9][a-z0-9._-]{0,99}", "a slug of Vercel's URLs", "acme", "Vercel")]
SiteUrl = Annotated[
    str,
    Text(
        r"https://[a-z0-9.-]+(:[0-9]{1,5})?", "https:// and a host, without a path", "https://app.example.com"
    ),
]
Repository = Annotated[str, Text(r"\S+", "the URL of a repository", "https://github.com/acme/streamcanvas")]
BranchName = Annotated[str, Text(r"[^\s~^:?*\[\\]{1,255}", "the name of a branch", "main", "CreateBranch")]
PerSecond = Annotated[int, Whole(1, 10_000, "requests per second; the account's quota")]
AtOnce = Annotated[int, Whole(1, 5_000, "requests at once; the account's quota")]


def is_sample_url(value: object) -> bool:
    """Whether a URL's host, or the owner of a repository, is only an example."""
    parts = urlsplit(str(value))
    return is_sample_host(parts.hostname) or parts.path.startswith("/example/")


class Rates(Model):
    """How much an API takes on; the rest is answered 429."""

    rate: PerSecond = setting(500, what="Requests per second, steadily.", requirement="SC-26, ST-28")
    burst: AtOnce = setting(1_000, what="Requests at once.", requirement="SC-26, ST-28")


class ExpiringTable(TableSettings):
    """A table whose items go by themselves, once the application gives them a time."""

    ttl_attribute: Attribute | None = setting(
        EXPIRY,
        what="Attribute with the second (since 1970) after which DynamoDB deletes an item; null for none.",
        requirement="SC-4, SC-5",
    )


class ConnectionsTable(ExpiringTable):
    """The table of open connections."""

    session_index: Boolean = setting(
        True,
        what="Index connections by session, so that a broadcast reads one session's; without it the handler "
        "must scan all.",
        requirement="SC-5",
    )


class Tables(Model):
    """The three tables."""

    sessions: TableSettings = section(what="Sessions.", requirement="SC-3")
    states: ExpiringTable = section(what="The history of each session's state.", requirement="SC-4")
    connections: ConnectionsTable = section(what="Open connections.", requirement="SC-5")


class CanvasFunction(FunctionSettings):
    """A function of the guide: Node.js, `index.handler`."""

    handler: Handler = setting(
        "index.handler", what="Entry point in the artefact.", requirement="SC-10, SC-11"
    )
    layers: tuple[LayerArn, ...] = setting((), what="Layers with what functions share.", requirement="SC-25")
    reserved_concurrency: Concurrency | None = setting(
        None,
        what="Its share of the account's concurrency, kept for it and its limit. A new account has 10 in all "
        "and refuses any reservation.",
        requirement="SC-25, ST-33",
    )

    @check("layers")
    def layers_are_few(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """Lambda's quota."""
        if len(self.layers) > MAX_LAYERS:
            yield Problem(
                field="layers",
                given=len(self.layers),
                allowed=f"at most {MAX_LAYERS} (Lambda quota)",
                fix="merge some",
            )


def _guards_connections(environment: Environment) -> bool:
    return environment.name != "dev"


class WebSocket(CanvasFunction):
    """The WebSocket API and the function behind it."""

    memory: FunctionMemory = setting(256, what="Memory in MB; CPU grows with it.", requirement="SC-10")
    timeout: FunctionTimeout = setting(
        Duration(30),
        what="Longest run; the guide's figure. API Gateway waits 29 seconds.",
        requirement="SC-10",
    )
    authorizer: Boolean = setting(
        what="Let in only who brings a token of the user pool (?token=), from the application's origin.",
        requirement="SC-16",
        environment=_guards_connections,
    )
    default_route: Boolean = setting(
        False, what="Hand messages of unknown actions to the function too.", requirement="SC-14"
    )
    throttling: Rates = section(what="Limits of the API.", requirement="SC-26")
    logs: Boolean = setting(
        False,
        what="Log accesses and errors of the API. The account's API Gateway log role must exist (baseline).",
        requirement="SC-31, X-8",
    )
    in_network: Boolean = setting(
        False, what="Run the function in the network, which then needs a NAT gateway.", requirement="SC-28"
    )


class Executor(CanvasFunction):
    """The API that runs users' code and the function behind it."""

    memory: FunctionMemory = setting(512, what="Memory in MB; CPU grows with it.", requirement="SC-11")
    timeout: FunctionTimeout = setting(Duration(10), what="Longest run.", requirement="SC-11")
    isolation: Literal["none", "perTenant"] = setting(
        "none",
        what="perTenant: each user's code has execution environments of its own, and the entrance is a REST "
        "API. Lambda can't change it for a function: another takes its place.",
        requirement="SC-12",
    )
    internet: Boolean = setting(
        True,
        what="Whether users' code may call the internet; if not, it runs in a network that leads nowhere.",
        requirement="SC-11",
    )
    throttling: Rates = section(what="Limits of the API.", requirement="SC-26")
    logs: Boolean = setting(
        False,
        what="Log each request of the REST API of isolation: perTenant. The account's API Gateway log role "
        "must exist (baseline). The HTTP API always logs.",
        requirement="SC-31, X-8",
    )


class Amplify(Model):
    """The front end on Amplify (frontend: amplify)."""

    repository: Repository | None = setting(
        None,
        what="Repository that Amplify builds, on GitHub, GitLab or Bitbucket. It is connected as soon as "
        "repositoryToken is given.",
        requirement="SC-19",
        sample=is_sample_url,
    )
    branch: BranchName = setting("main", what="Branch that is deployed.", requirement="SC-19")
    auto_build: Boolean = setting(True, what="Build on every push.", requirement="SC-19")

    @check("repository")
    def amplify_can_connect(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A host that Amplify knows."""
        if self.repository is not None:
            yield from repository_problems(self.repository)


class Vercel(Model):
    """The front end on Vercel (frontend: vercel)."""

    url: SiteUrl = setting(what="Where the front end is reached.", requirement="SC-18", sample=is_sample_url)
    team: Slug = setting(what="Slug of the team.", requirement="SC-18")
    project: Slug = setting(what="Name of the project.", requirement="SC-18")
    environments: tuple[Literal["production", "preview", "development"], ...] = setting(
        what="Environments of Vercel that may take the role.",
        requirement="SC-18",
        environment=lambda environment: ["production"] if environment.name == "prod" else ["preview"],
    )
    oidc_provider_arn: OidcProviderArn | None = setting(
        None,
        what="The account's provider for the team, where there is one: IAM takes each issuer once.",
        requirement="SC-18, X-23",
    )

    @check("environments")
    def someone_may(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """At least one environment."""
        if not self.environments:
            yield Problem(field="environments", given=[], allowed="at least one", fix="write [production]")


class SelfHosted(FargateSettings):
    """The front end on Fargate behind a load balancer and CloudFront (frontend: self-hosted)."""

    image_tag: ImageTag | None = setting(
        None,
        what="Tag or digest of the front end's image. Without it the service is made with no task.",
        requirement="SC-20",
        sample=is_sample_tag,
    )
    image_repository: RepositoryUri | None = setting(
        None,
        what="A repository that exists, instead of one of the platform's own.",
        requirement="SC-20, X-23",
    )
    health_path: UrlPath = setting(
        "/", what="Path that answers 2xx or 3xx while the front end works.", requirement="SC-20"
    )

    @check("image_tag")
    def image_can_be_referred_to(self, at: Resolution) -> Iterator[Problem]:  # noqa: ARG002
        """A tag or a digest."""
        yield from image_problems(self.image_tag)


class Network(OwnNetwork):
    """A network of StreamCanvas's own: only for frontend: self-hosted and websocket.inNetwork."""

    cidr: Cidr = setting("10.4.0.0/16", what="Block of the VPC, /16 to /24.", requirement="SC-28")
