"""Functions and what belongs to them change in place, are described, and go."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pulumi
import pytest

from emulator.account import Account

from .life import Life
from .support import role

FUNCTION = "aws:lambda/function:Function"
NAME = "f"


def package(text: str) -> pulumi.AssetArchive:
    return pulumi.AssetArchive({"index.py": pulumi.StringAsset(text)})


def a_function(account: Account, **inputs: Any) -> Life:
    runner = role(account, "runner", "lambda.amazonaws.com", "sqs:*", "dynamodb:*")
    given = {"code": package("one"), "runtime": "python3.13", "handler": "index.handler", "role": runner}
    return Life(account, FUNCTION, name=NAME, **{**given, **inputs})


def configured(account: Account) -> dict[str, Any]:
    found: dict[str, Any] = account.client("lambda").get_function_configuration(FunctionName=NAME)
    return found


def sent(account: Account, operation: str) -> list[dict[str, Any]]:
    return [dict(call.params) for call in account.requests if call.operation == operation]


def test_configuration_changes_without_an_upload(account: Account) -> None:
    function = a_function(account, memorySize=256, environment={"variables": {"KEY": "1"}})
    function.change(memorySize=512, code=package("one"))
    assert sent(account, "UpdateFunctionConfiguration") == [{"FunctionName": NAME, "MemorySize": 512}]
    assert function.asked == ["UpdateFunctionConfiguration"]
    assert configured(account)["Environment"]["Variables"] == {"KEY": "1"}


def test_code_changes_without_touching_the_configuration(account: Account) -> None:
    function = a_function(account)
    before = function.state["codeSha256"]
    outputs = function.change(code=package("two"))
    assert function.asked == ["UpdateFunctionCode"]
    assert outputs["codeSha256"] == configured(account)["CodeSha256"] != before


def test_a_file_with_other_content_is_other_code(account: Account, tmp_path: Path) -> None:
    file = tmp_path / "package.zip"

    def write(text: str) -> None:
        bundle = io.BytesIO()
        with zipfile.ZipFile(bundle, "w") as archive:
            archive.writestr("index.py", text)
        file.write_bytes(bundle.getvalue())

    write("one")
    function = a_function(account, code=pulumi.FileArchive(str(file)))
    write("two")
    outputs = function.change(code=pulumi.FileArchive(str(file)))
    assert function.asked == ["UpdateFunctionCode"]
    assert outputs["codeSha256"] == configured(account)["CodeSha256"]


@pytest.mark.parametrize(
    ("key", "given", "api", "default"),
    [
        ("description", "d", "Description", ""),
        ("memorySize", 512, "MemorySize", 128),
        ("timeout", 30, "Timeout", 3),
        ("tracingConfig", {"mode": "Active"}, "TracingConfig", {"Mode": "PassThrough"}),
        ("ephemeralStorage", {"size": 1024}, "EphemeralStorage", {"Size": 512}),
        ("environment", {"variables": {"KEY": "1"}}, "Environment", None),
    ],
)
def test_a_setting_comes_and_goes_back_to_its_default(
    account: Account, key: str, given: Any, api: str, default: Any
) -> None:
    function = a_function(account)
    assert configured(account).get(api) == default
    function.change(**{key: given})
    assert configured(account)[api] not in (default, None)
    function.change(**{key: None})
    assert configured(account).get(api) == default


def test_each_change_of_a_published_function_is_a_new_version(account: Account) -> None:
    function = a_function(account, publish=True)
    assert function.state["version"] == "1"
    outputs = function.change(code=package("two"), timeout=9)
    assert function.asked == ["UpdateFunctionConfiguration", "UpdateFunctionCode", "PublishVersion"]
    assert (outputs["version"], outputs["qualifiedArn"]) == ("2", f"{function.state['arn']}:2")
    assert "version" not in function.change(tags={"a": "1"})
    assert function.asked == ["TagResource"]


def test_reserved_concurrency_comes_and_goes(account: Account) -> None:
    function, client = a_function(account), account.client("lambda")
    function.change(reservedConcurrentExecutions=5)
    assert client.get_function_concurrency(FunctionName=NAME)["ReservedConcurrentExecutions"] == 5
    function.change(reservedConcurrentExecutions=-1)
    assert "ReservedConcurrentExecutions" not in client.get_function_concurrency(FunctionName=NAME)


def test_a_function_is_described_until_it_is_gone(account: Account) -> None:
    function = a_function(account, tags={"a": "1"})
    described = function.described()
    assert described is not None
    assert (described["Handler"], described["tags"]) == ("index.handler", {"a": "1"})
    function.delete()
    assert function.described() is None
    function.delete()
    assert not {"name", "packageType"} & function.handler.updatable(FUNCTION)


def test_a_function_that_is_to_stay_stays(account: Account) -> None:
    function = a_function(account, skipDestroy=True)
    function.delete()
    assert function.described() is not None


def test_an_alias_moves_to_another_version(account: Account) -> None:
    function = a_function(account, publish=True)
    alias = Life(
        account,
        "aws:lambda/alias:Alias",
        name="live",
        functionName=NAME,
        functionVersion="1",
        description="d",
    )
    function.change(code=package("two"))
    alias.change(
        functionVersion="2", description=None, routingConfig={"additionalVersionWeights": {"1": 0.1}}
    )
    described = alias.described()
    assert described is not None
    assert (described["FunctionVersion"], described["Description"]) == ("2", "")
    assert described["RoutingConfig"] == {"AdditionalVersionWeights": {"1": 0.1}}
    alias.change(routingConfig=None)
    described = alias.described()
    assert described is not None
    assert not described.get("RoutingConfig", {}).get("AdditionalVersionWeights")
    alias.delete()
    assert alias.described() is None


def test_a_permission_is_there_until_it_is_removed(account: Account) -> None:
    a_function(account)
    permission = Life(
        account,
        "aws:lambda/permission:Permission",
        function=NAME,
        action="lambda:InvokeFunction",
        principal="events.amazonaws.com",
        statementId="s",
    )
    assert permission.described() is not None
    permission.delete()
    assert permission.described() is None


def test_an_address_becomes_public_and_private_again(account: Account) -> None:
    a_function(account)
    url = Life(account, "aws:lambda/functionUrl:FunctionUrl", functionName=NAME, authorizationType="AWS_IAM")
    url.change(authorizationType="NONE", cors={"allowOrigins": ["https://a.example"]})
    client = account.client("lambda")
    policy = json.loads(client.get_policy(FunctionName=NAME)["Policy"])
    assert [statement["Principal"] for statement in policy["Statement"]] == ["*"]
    described = url.described()
    assert described is not None
    assert (described["AuthType"], described["Cors"]["AllowOrigins"]) == ("NONE", ["https://a.example"])
    url.change(authorizationType="AWS_IAM")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_policy(FunctionName=NAME)
    url.delete()
    assert url.described() is None


def mapping(account: Account, **inputs: Any) -> Life:
    queue = Life(account, "aws:sqs/queue:Queue", name="q", visibilityTimeoutSeconds=60)
    return Life(
        account,
        "aws:lambda/eventSourceMapping:EventSourceMapping",
        functionName=NAME,
        eventSourceArn=queue.state["arn"],
        **inputs,
    )


def test_a_mapping_changes_what_differs(account: Account) -> None:
    a_function(account)
    life = mapping(account, batchSize=5, functionResponseTypes=["ReportBatchItemFailures"])
    life.change(enabled=False)
    (call,) = sent(account, "UpdateEventSourceMapping")
    assert call == {"UUID": life.id, "Enabled": False}
    described = life.described()
    assert described is not None
    assert (described["enabled"], described["BatchSize"]) == (False, 5)
    outputs = life.change(enabled=None, batchSize=None, functionResponseTypes=None)
    assert outputs["batchSize"] == 10
    life.change(tags={"a": "1"})
    described = life.described()
    assert described is not None
    assert (described["enabled"], described["Tags"]) == (True, {"a": "1"})


def test_a_mappings_filter_and_concurrency_can_be_given_up(account: Account) -> None:
    a_function(account)
    filters = {"filters": [{"pattern": json.dumps({"body": {"a": [1]}})}]}
    life = mapping(account, filterCriteria=filters, scalingConfig={"maximumConcurrency": 5})
    life.change(filterCriteria=None, scalingConfig=None)
    described = life.described()
    assert described is not None
    assert not described["FilterCriteria"].get("Filters")
    assert not described["ScalingConfig"]
    life.delete()
    assert life.described() is None


def test_what_becomes_of_failed_calls_is_put_again(account: Account) -> None:
    a_function(account)
    life = Life(
        account,
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        functionName=NAME,
        maximumRetryAttempts=1,
    )
    life.change(maximumRetryAttempts=2)
    described = life.described()
    assert described is not None
    assert described["MaximumRetryAttempts"] == 2
    life.delete()
    assert life.described() is None


def test_a_layer_version_goes(account: Account) -> None:
    life = Life(account, "aws:lambda/layerVersion:LayerVersion", layerName="l", code=package("one"))
    assert life.described() is not None
    life.delete()
    assert life.described() is None


@pytest.mark.parametrize(
    ("kind", "operation", "inputs", "change", "last"),
    [
        (
            "functionRecursionConfig:FunctionRecursionConfig",
            "PutFunctionRecursionConfig",
            {"functionName": NAME, "recursiveLoop": "Allow"},
            {"recursiveLoop": "Terminate"},
            {"RecursiveLoop": "Terminate"},
        ),
        (
            "runtimeManagementConfig:RuntimeManagementConfig",
            "PutRuntimeManagementConfig",
            {"functionName": NAME, "updateRuntimeOn": "FunctionUpdate"},
            {"updateRuntimeOn": "Auto"},
            {"UpdateRuntimeOn": "Auto"},
        ),
        (
            "provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
            "PutProvisionedConcurrencyConfig",
            {"functionName": NAME, "qualifier": "1", "provisionedConcurrentExecutions": 1},
            {"provisionedConcurrentExecutions": 2},
            {"ProvisionedConcurrentExecutions": 2},
        ),
    ],
)
def test_what_is_only_recorded_is_put_again_and_taken_back(
    account: Account,
    kind: str,
    operation: str,
    inputs: dict[str, Any],
    change: dict[str, Any],
    last: dict[str, Any],
) -> None:
    a_function(account, publish=True)
    life = Life(account, f"aws:lambda/{kind}", **inputs)
    life.change(**change)
    life.delete()
    assert len(life.asked) == 1
    assert last.items() <= account.ledger.of("lambda", operation)[-1].items()


def test_a_signing_configuration_changes(account: Account) -> None:
    publishers = {
        "signingProfileVersionArns": ["arn:aws:signer:us-east-1:123456789012:/signing-profiles/p/1234567890"]
    }
    life = Life(account, "aws:lambda/codeSigningConfig:CodeSigningConfig", allowedPublishers=publishers)
    life.change(policies={"untrustedArtifactOnDeployment": "Enforce"})
    (entry,) = account.ledger.of("lambda", "UpdateCodeSigningConfig")
    assert entry["CodeSigningPolicies"] == {"UntrustedArtifactOnDeployment": "Enforce"}
    assert "AllowedPublishers" in entry
    life.delete()
