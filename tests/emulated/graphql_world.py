"""A GraphQL API in an emulated account, and callers of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi

from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Artifact
from components.blocks.graphql_api import GraphqlApi
from components.blocks.table import Table, TableArgs
from components.environments import ENVIRONMENTS
from components.platforms.trinity.graphql import GraphqlParts, declare_graphql
from components.settings.graphql import GraphqlSettings
from components.settings.model import Resolution
from components.table_schema import Key
from emulator import gateway, runtime
from emulator.account import Account
from emulator.deploy import deploy

DEV = ENVIRONMENTS["dev"]
MOVIES = """
def handler(event, context):
    if event["field"] == "broken":
        raise ValueError("out of film")
    if event["field"] == "similar":
        return [{"id": event["source"]["id"] + "+"}]
    return {"id": event["arguments"]["id"], "title": event["identity"]["sub"]}
"""


@dataclass
class World:
    """A pool, the users table and an API."""

    account: Account
    outputs: Mapping[str, Any]
    pool: str
    client_id: str

    def client(self, service: str) -> Any:
        return self.account.client(service)

    def token(self, name: str, *, verified: bool = True) -> str:
        """A user's ID token."""
        cognito, password = self.client("cognito-idp"), "Aa1!" + name * 3
        cognito.admin_create_user(
            UserPoolId=self.pool,
            Username=name,
            UserAttributes=[
                {"Name": "email", "Value": f"{name}@example.com"},
                {"Name": "email_verified", "Value": "true" if verified else "false"},
            ],
        )
        cognito.admin_set_user_password(
            UserPoolId=self.pool, Username=name, Password=password, Permanent=True
        )
        said = cognito.admin_initiate_auth(
            UserPoolId=self.pool,
            ClientId=self.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password},
        )
        return str(said["AuthenticationResult"]["IdToken"])

    def ask(self, query: str, *, token: str = "", signer: str = "", **variables: Any) -> Any:
        answer = gateway.request(
            self.account,
            "POST",
            self.outputs["url"],
            headers={"authorization": token} if token else {},
            body=json.dumps({"query": query, "variables": variables}),
            signer=signer,
        )
        return answer.json()

    def back_end(self, name: str, *fields: str) -> str:
        """A role that may ask for some fields; its ARN."""
        iam = self.client("iam")
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
        arn = iam.create_role(
            RoleName=name,
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        )["Role"]["Arn"]
        resources = [f"{self.outputs['arn']}/types/{each.replace('.', '/fields/')}" for each in fields]
        allowed = {"Effect": "Allow", "Action": "appsync:GraphQL", "Resource": resources}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=policy)
        return str(arn)


@contextmanager
def deployed(directory: Path, **settings: Any) -> Iterator[World]:
    """An API with these settings."""
    (directory / "index.py").write_text(MOVIES)

    with Account() as account, runtime.installed(account.account_id):
        cognito = account.client("cognito-idp")
        pool = cognito.create_user_pool(PoolName="users")["UserPool"]["Id"]
        client_id = cognito.create_user_pool_client(
            UserPoolId=pool,
            ClientName="web",
            ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"],
            ReadAttributes=["email", "email_verified"],
        )["UserPoolClient"]["ClientId"]

        def program() -> None:
            users = Table("users", TableArgs(environment=DEV, hash_key=Key(name="id")))
            movies = Function(
                "movies",
                FunctionArgs(
                    environment=DEV,
                    code=Artifact(path=str(directory)),
                    runtime="python3.13",
                    handler="index.handler",
                    timeout_seconds=5,
                    memory_mb=128,
                    alias="live",
                ),
            )
            api: GraphqlApi = declare_graphql(
                "graphql",
                GraphqlSettings.model_validate(
                    settings, context=Resolution(environment=DEV, region="us-east-1")
                ),
                DEV,
                GraphqlParts(name="g", users=users, functions={"api": movies}, user_pool_id=pool),
                opts=pulumi.ResourceOptions(),
            )
            for key, value in {"url": api.url, "arn": api.arn, "id": api.id, "table": users.name}.items():
                pulumi.export(key, value)

        outputs = deploy(program, account).outputs
        yield World(account=account, outputs=outputs, pool=pool, client_id=client_id)
