"""What resolvers ask: tables and functions, each in the name of its data source's role.

https://docs.aws.amazon.com/appsync/latest/devguide/js-resolver-reference-dynamodb.html
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError

from emulator.policies.decisions import assumable, role_may
from emulator.runtime import functions
from emulator.runtime.work import settle

if TYPE_CHECKING:
    from emulator.account import Account

SERVICE = "appsync.amazonaws.com"
Source = Mapping[str, Any]


class SourceFailed(Exception):
    """What a resolver finds in `ctx.error`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def ask(account: "Account", source: Source, request: Any, region: str) -> Any:
    """The answer of a data source to what a resolver's `request` returned.

    Raises:
        SourceFailed: it failed, or may not be asked.
        NotImplementedError: nothing here serves such a source, or such a request.
    """
    kind = source["type"]
    if kind == "NONE":
        return request.get("payload")
    role = source["serviceRoleArn"]
    if not assumable(account.account_id, role, SERVICE):
        raise SourceFailed("UnauthorizedException", f"AppSync can't assume the role {role}")
    if kind == "AMAZON_DYNAMODB":
        return _table(account, source, request)
    if kind == "AWS_LAMBDA":
        return _function(account, source, request, region)
    raise NotImplementedError(f"data sources of type {kind} are not served here")


def _function(account: "Account", source: Source, request: Any, region: str) -> Any:
    if request.get("operation") != "Invoke":
        raise NotImplementedError(f"{request.get('operation')} of a function is not served here")
    arn = source["lambdaConfig"]["lambdaFunctionArn"]
    action = "lambda:InvokeFunction"
    function = functions.find(account.account_id, arn)
    if function is None or not role_may(account.account_id, source["serviceRoleArn"], action, arn, region):
        raise SourceFailed("Lambda:AccessDeniedException", f"not authorized to perform {action} on {arn}")
    outcome = functions.run(function, request.get("payload"))
    settle()
    if outcome.failed:
        raise SourceFailed("Lambda:Unhandled", str(outcome.value.get("errorMessage")))
    return outcome.value


def _table(account: "Account", source: Source, request: Any) -> Any:
    config = source["dynamodbConfig"]
    serve = OPERATIONS.get(request.get("operation"))
    if serve is None:
        raise NotImplementedError(f"{request.get('operation')} of a table is not served here")
    client = account.session(source["serviceRoleArn"], region=config["awsRegion"]).client("dynamodb")
    try:
        with account.enforcing_iam():
            return serve(client, config["tableName"], request)
    except ClientError as error:
        said = error.response["Error"]
        raise SourceFailed(f"DynamoDB:{said['Code']}", said["Message"]) from error


def _typed(values: Any) -> Any:
    """Attribute values as the API takes them: numbers are texts there."""
    if isinstance(values, Mapping):
        return {
            key: str(value) if key == "N" and not isinstance(value, Mapping) else _typed(value)
            for key, value in values.items()
        }
    return [_typed(value) for value in values] if isinstance(values, list) else values


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | set):
        return [_plain(item) for item in value]
    return value


def _item(attributes: Mapping[str, Any] | None) -> Any:
    if not attributes:
        return None
    return {key: _plain(TypeDeserializer().deserialize(value)) for key, value in attributes.items()}


def _expression(request: Mapping[str, Any], part: str, parameter: str) -> dict[str, Any]:
    """One of the expressions of a request, as the API's parameters have it."""
    said = request.get(part) or {}
    return {
        **({parameter: said["expression"]} if said.get("expression") else {}),
        **({"ExpressionAttributeNames": said["expressionNames"]} if said.get("expressionNames") else {}),
        **(
            {"ExpressionAttributeValues": _typed(said["expressionValues"])}
            if said.get("expressionValues")
            else {}
        ),
    }


def _together(*expressions: dict[str, Any]) -> dict[str, Any]:
    """Several expressions of one call, which share names and values."""
    whole: dict[str, Any] = {}
    for expression in expressions:
        for key, value in expression.items():
            whole[key] = {**whole[key], **value} if key in whole else value
    return whole


def _get(client: Any, table: str, request: Any) -> Any:
    found = client.get_item(
        TableName=table, Key=_typed(request["key"]), ConsistentRead=bool(request.get("consistentRead"))
    )
    return _item(found.get("Item"))


def _put(client: Any, table: str, request: Any) -> Any:
    item = {**_typed(request["key"]), **_typed(request.get("attributeValues") or {})}
    condition = _expression(request, "condition", "ConditionExpression")
    client.put_item(TableName=table, Item=item, **condition)
    return _item(item)


def _update(client: Any, table: str, request: Any) -> Any:
    expressions = _together(
        _expression(request, "update", "UpdateExpression"),
        _expression(request, "condition", "ConditionExpression"),
    )
    changed = client.update_item(
        TableName=table, Key=_typed(request["key"]), ReturnValues="ALL_NEW", **expressions
    )
    return _item(changed.get("Attributes"))


def _delete(client: Any, table: str, request: Any) -> Any:
    condition = _expression(request, "condition", "ConditionExpression")
    gone = client.delete_item(
        TableName=table, Key=_typed(request["key"]), ReturnValues="ALL_OLD", **condition
    )
    return _item(gone.get("Attributes"))


def _query(client: Any, table: str, request: Any) -> Any:
    found = client.query(
        TableName=table,
        **({"IndexName": request["index"]} if request.get("index") else {}),
        **({"Limit": request["limit"]} if request.get("limit") else {}),
        **_together(
            _expression(request, "query", "KeyConditionExpression"),
            _expression(request, "filter", "FilterExpression"),
        ),
    )
    items = [_item(item) for item in found["Items"]]
    return {"items": items, "nextToken": None, "scannedCount": found["ScannedCount"]}


OPERATIONS: Mapping[str, Callable[[Any, str, Any], Any]] = {
    "GetItem": _get,
    "PutItem": _put,
    "UpdateItem": _update,
    "DeleteItem": _delete,
    "Query": _query,
}
