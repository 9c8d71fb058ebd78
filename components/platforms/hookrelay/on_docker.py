"""The application on a Docker host of one's own (HR-33): repository, identity, variables, commands."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.blocks.host_role import HostRole, HostRoleArgs
from components.links import Flow, Link, merged
from components.platforms.hookrelay.application import Application, application_links
from components.platforms.hookrelay.data import Data
from components.platforms.hookrelay.ground import APP_PORT, Ground
from components.platforms.hookrelay.hosting import Hosting
from components.platforms.hookrelay.images import declare_images
from components.platforms.hookrelay.secrets import Secrets
from components.platforms.hookrelay.stores import Stores

ENV_FILE = ".env.production"  # HR-33


def run_on_docker(
    ground: Ground, data: Data, stores: Stores, secrets: Secrets, hosting: Hosting
) -> Application:
    """Declare what a host needs; the machine itself, its entrance and its records are the operator's."""
    registry = declare_images(ground)
    url = f"https://{hosting.domain}" if hosting.domain else None
    links = application_links(ground, data, stores, secrets, url)
    host = HostRole(
        f"{ground.name}-host",
        HostRoleArgs(
            registry=registry,
            uses=links,
            name=ground.names.role("host"),
            profile_name=ground.names.role("host"),
        ),
        opts=ground.child,
    )
    group = ground.settings.docker.host_security_group_id
    if group is not None:
        _let_in(ground, group, merged(links).flows)
    container = ground.names.service()
    return Application(
        outputs={
            "ecrUrl": registry.url,
            "hostRoleArn": host.role_arn,
            "instanceProfile": host.profile_name,
            "dotenv": _dotenv({**host.variables, "AWS_REGION": ground.region}),
            "commands": {
                "login": registry.login_command,
                "build": registry.build_command,
                "push": registry.push_command,
                "secrets": _secrets_command(links),
                "run": pulumi.Output.concat(
                    f"docker run -d --name {container} --env-file {ENV_FILE} -p {APP_PORT}:{APP_PORT} ",
                    registry.image(ground.settings.image_tag or "latest"),
                ),
            },
        },
        security_groups={"host": group} if group else {},
    )


def _let_in(ground: Ground, group: str, flows: Sequence[Flow]) -> None:
    """Let the host reach database and cache (HR-52); what it may send out is its owner's business."""
    for flow in flows:
        aws.vpc.SecurityGroupIngressRule(
            f"{ground.name}-host-into-{flow.name}",
            security_group_id=flow.security_group_id,
            referenced_security_group_id=group,
            ip_protocol="tcp",
            from_port=flow.port,
            to_port=flow.port,
            description=f"Docker host to {flow.name}",
            opts=ground.child,
        )


def _dotenv(variables: dict[str, pulumi.Input[str]]) -> pulumi.Output[str]:
    """The env file without its secrets."""
    return pulumi.Output.all(**variables).apply(
        lambda known: "".join(f"{name}={known[name]}\n" for name in sorted(known))
    )


def _secrets_command(links: Sequence[Link]) -> pulumi.Output[str]:
    """Shell lines that the host runs to append the secrets to its env file; they print no value."""
    references = merged(links).secrets
    return pulumi.Output.all(**{name: reference.arn for name, reference in references.items()}).apply(
        lambda arns: "\n".join(
            f"printf '{name}=%s\\n' \"$({_read_command(arns[name])})\" >> {ENV_FILE}" for name in sorted(arns)
        )
    )


def _read_command(arn: str) -> str:
    if ":ssm:" in arn:
        name = arn.split(":parameter", 1)[1]
        return f"aws ssm get-parameter --with-decryption --name {name} --query Parameter.Value --output text"
    return f"aws secretsmanager get-secret-value --secret-id {arn} --query SecretString --output text"
