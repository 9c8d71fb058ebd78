"""The WebSocket blocks together, deployed to the emulated AWS and used by clients."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.blocks.api_parts import ApiDomain
from components.blocks.function import Function
from components.blocks.function_args import FunctionArgs
from components.blocks.function_code import Artifact
from components.blocks.table import Table, TableArgs
from components.blocks.websocket_api import WebSocketApi
from components.blocks.websocket_args import WebSocketApiArgs
from components.environments import ENVIRONMENTS
from components.links import Link
from components.table_schema import Key
from emulator import gateway, runtime
from emulator.account import Account
from emulator.deploy import AwsDeployment, deploy
from emulator.given import provide

PROD = ENVIRONMENTS["prod"]
REGION = "us-east-1"
CODE = """
import boto3, os

def guard(event, context):
    effect = "Allow" if event["queryStringParameters"]["token"] == "good" else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {"principalId": "ann", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}

def connections():
    return boto3.resource("dynamodb").Table(os.environ["CONNECTIONS_TABLE"])

def connect(event, context):
    about = event["requestContext"]
    who = about["authorizer"]["principalId"]
    connections().put_item(Item={"ConnectionID": about["connectionId"], "User": who})
    return {"statusCode": 200}

def disconnect(event, context):
    connections().delete_item(Key={"ConnectionID": event["requestContext"]["connectionId"]})
    return {"statusCode": 200}

def router(event, context):
    api = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["WEBSOCKET_ENDPOINT"])
    api.post_to_connection(ConnectionId=event["requestContext"]["connectionId"], Data=event["body"].encode())
    return {"statusCode": 200}
"""


def declared(artefact: str, certificate_arn: str) -> None:
    table = Table(
        "connections", TableArgs(environment=ENVIRONMENTS["dev"], hash_key=Key(name="ConnectionID"))
    )
    api = WebSocketApi(
        "api",
        WebSocketApiArgs(
            environment=PROD,
            region=REGION,
            stage_name="prod",
            domain=ApiDomain(domain_name="api.example.com", certificate_arn=certificate_arn),
            mapping_keys=["", "prod"],
            disable_execute_api_endpoint=True,
        ),
    )

    def function(label: str, *uses: Link) -> Function:
        args = FunctionArgs(
            environment=PROD,
            code=Artifact(path=artefact),
            timeout_seconds=29,
            memory_mb=128,
            runtime="python3.13",
            handler=f"chat.{label}",
            name=label,
            alias="live",
            uses=uses,
        )
        return Function(label, args)

    guard = api.request_authorizer(
        "token", function("guard"), identity_sources=["route.request.querystring.token"]
    )
    connect = function("connect", table.link("CONNECTIONS_TABLE", actions=["dynamodb:PutItem"]))
    api.route("$connect", connect, authorizer=guard)
    leave = function("disconnect", table.link("CONNECTIONS_TABLE", actions=["dynamodb:DeleteItem"]))
    api.route("$disconnect", leave)
    api.route("$default", function("router", api.callbacks("WEBSOCKET_ENDPOINT")))
    api.deploy()


@pytest.fixture(scope="module", params=[None, 11])
def chat(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """The API, deployed in an order of its own."""
    code: Path = tmp_path_factory.mktemp("chat")
    (code / "chat.py").write_text(CODE, encoding="utf-8")
    with Account() as account, runtime.installed(account.account_id):
        provide(account, "certificate=api.example.com")
        (certificate,) = account.client("acm").list_certificates()["CertificateSummaryList"]
        made: AwsDeployment = deploy(
            lambda: declared(str(code), certificate["CertificateArn"]), account, seed=request.param
        )
        assert made.created
        with account.enforcing_iam():
            yield account


def connections(account: Account) -> int:
    (name,) = account.client("dynamodb").list_tables()["TableNames"]
    return int(account.client("dynamodb").scan(TableName=name)["Count"])


@pytest.mark.requirement("ST-14", "ST-24", "ST-26", "ST-37")
@pytest.mark.parametrize("path", ["", "/prod"])
def test_clients_connect_by_the_domain_and_are_answered_through_it(chat: Account, path: str) -> None:
    client = gateway.connect(chat, f"wss://api.example.com{path}?token=good")
    assert connections(chat) == 1
    client.send({"action": "anything", "text": "hello"})
    assert [json.loads(each) for each in client.received] == [{"action": "anything", "text": "hello"}]
    client.close()
    assert connections(chat) == 0


@pytest.mark.requirement("ST-26", "SC-16")
@pytest.mark.parametrize(("query", "status"), [("", 401), ("?token=bad", 403)])
def test_who_has_no_token_or_a_bad_one_stays_outside(chat: Account, query: str, status: int) -> None:
    with pytest.raises(gateway.Refused) as refused:
        gateway.connect(chat, f"wss://api.example.com{query}")
    assert refused.value.status == status
    assert connections(chat) == 0


@pytest.mark.requirement("ST-27")
def test_there_is_no_way_around_the_domain(chat: Account) -> None:
    (api,) = chat.client("apigatewayv2").get_apis()["Items"]
    host = f"{api['ApiId']}.execute-api.{REGION}.amazonaws.com"
    with pytest.raises(gateway.Refused) as refused:
        gateway.connect(chat, f"wss://{host}/prod?token=good")
    assert refused.value.status == 403
