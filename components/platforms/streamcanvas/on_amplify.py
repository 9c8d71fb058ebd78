"""The front end on Amplify Hosting (SC-19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

from components.blocks.amplify_app import AmplifyApp, AmplifyAppArgs, AmplifyDomain, Repository
from components.blocks.dns import CLOUDFRONT_ZONE_ID
from components.blocks.secret import Secret, SecretArgs
from components.monitoring import Alarm, Widget
from components.platforms.edge import declare_domain
from components.platforms.hosting import Hosting
from components.platforms.secrets import given, secret_output
from components.platforms.streamcanvas.data import Data
from components.platforms.streamcanvas.ground import Ground

# A branch's variables are there while it is built; what the server side needs later has to be written down in
# the build (Amplify User Guide, "Making environment variables accessible to server-side runtimes").
BUILD_SPEC = """\
version: 1
frontend:
  phases:
    preBuild:
      commands:
        - npm ci --cache .npm --prefer-offline
    build:
      commands:
        - env | grep -e '^DYNAMODB_' -e '^NEXT_PUBLIC_' >> .env.production
        - npm run build
  artifacts:
    baseDirectory: .next
    files:
      - '**/*'
  cache:
    paths:
      - .next/cache/**/*
      - .npm/**/*
"""


class AmplifyFrontend:
    """An app of Amplify, its branch and its domain."""

    def __init__(self, ground: Ground, data: Data, hosting: Hosting) -> None:
        settings = ground.settings.amplify
        self._ground = ground
        self._hosting = hosting
        self._token = _token(ground, data)
        self._connected = self._token is not None
        self._app = AmplifyApp(
            f"{ground.name}-amplify",
            AmplifyAppArgs(
                environment=ground.environment,
                name=ground.names.amplify_app,
                repository=_repository(ground),
                branch=settings.branch,
                build_spec=BUILD_SPEC,
                auto_build=settings.auto_build,
                domain=_domain(hosting),
                uses=data.frontend_links(),
                compute_role_name=ground.names.role("Amplify"),
                service_role_name=ground.names.role("AmplifyLogs"),
            ),
            opts=ground.child,
        )

    @property
    def url(self) -> pulumi.Output[str]:
        """The domain, else the branch's host."""
        return self._app.url

    def deploy(self, variables: Mapping[str, pulumi.Input[str]]) -> None:
        """On the branch: on the app, NEXT_PUBLIC_APP_URL would need the app's own domain (SC-17)."""
        self._app.deploy(variables)
        if self._app.domain_target is not None:
            declare_domain(self._ground, self._hosting, self._app.domain_target, CLOUDFRONT_ZONE_ID)

    def alarms(self) -> Sequence[Alarm]:
        """None: Amplify tells of failed builds itself, and its requests are in the console."""
        return ()

    def widgets(self) -> Sequence[Widget]:
        """None."""
        return ()

    def commands(self) -> Mapping[str, pulumi.Input[str]]:
        """An earlier commit, deployed again (SC-32)."""
        return {"redeployFrontend": self._app.release_command()}

    def outputs(self) -> Mapping[str, pulumi.Input[object]]:
        """Where it is."""
        region = self._ground.region
        console = f"https://{region}.console.aws.amazon.com/amplify/home?region={region}#/"
        return {
            "amplifyAppId": self._app.id,
            "amplifyDefaultDomain": self._app.default_domain,
            "amplifyBranch": self._app.branch,
            "amplifyConsole": pulumi.Output.concat(console, self._app.id),
            "amplifyIsConnected": self._connected,
            "frontendRoleArn": self._app.compute_role_arn,
            "frontendLogGroup": self._app.log_group_name,
            "secrets": {"repositoryToken": secret_output(self._token)} if self._token else {},
        }


def _repository(ground: Ground) -> Repository | None:
    """Connected as soon as there is a token: Amplify refuses a repository without one."""
    url, token = ground.settings.amplify.repository, given(ground.settings.repository_token)
    if url is None or token is None:
        return None
    return Repository(url=url, token=pulumi.Output.secret(token.value))


def _token(ground: Ground, data: Data) -> Secret | None:
    """The token in Secrets Manager (SC-28): who renews it finds it there, and Amplify never shows it."""
    token = given(ground.settings.repository_token)
    if token is None:
        return None
    return Secret(
        f"{ground.name}-repository-token",
        SecretArgs(
            environment=ground.environment,
            name=ground.names.repository_token,
            description="Token by which Amplify reads StreamCanvas's repository",
            backend="secretsmanager",
            source=token,
            kms_key_arn=data.key_arn,
        ),
        opts=ground.child,
    )


def _domain(hosting: Hosting) -> AmplifyDomain | None:
    if hosting.domain is None or hosting.cdn_certificate_arn is None:
        return None
    return AmplifyDomain(domain_name=hosting.domain, certificate_arn=hosting.cdn_certificate_arn)
