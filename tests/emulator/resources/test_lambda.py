"""Lambda functions and how they are called."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from emulator.account import Account
from emulator.deploy import deploy

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
SOURCE = "def handler(event, context):\n    return event\n"


def function(name: str = "worker", **settings: Any) -> aws.lambda_.Function:
    """A function with a role that may poll queues and write into a network."""
    role = aws.iam.Role(f"{name}-role", assume_role_policy=TRUST)
    allowed = aws.iam.RolePolicy(
        f"{name}-policy",
        role=role.name,
        policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Action": ["sqs:*", "dynamodb:*", "ec2:*"], "Resource": "*"}
                ],
            }
        ),
    )
    defaults: dict[str, Any] = {
        "runtime": "python3.13",
        "handler": "index.handler",
        "code": pulumi.AssetArchive({"index.py": pulumi.StringAsset(SOURCE)}),
    }
    return aws.lambda_.Function(
        name,
        name=f"dev-{name}",
        role=role.arn,
        opts=pulumi.ResourceOptions(depends_on=[allowed]),
        **{**defaults, **settings},
    )


def sent(account: Account, operation: str) -> dict[str, Any]:
    (call,) = [call for call in account.requests if call.operation == operation]
    return dict(call.params)


def test_a_function_is_made_of_the_programs_files(account: Account, tmp_path: Path) -> None:
    (tmp_path / "index.py").write_text(SOURCE)

    def program() -> None:
        made = function(
            code=pulumi.FileArchive(str(tmp_path)),
            environment={"variables": {"TABLE": "t"}},
            timeout=50,
            memory_size=512,
            architectures=["arm64"],
            ephemeral_storage={"size": 1024},
            tracing_config={"mode": "Active"},
            logging_config={
                "log_format": "JSON",
                "application_log_level": "INFO",
                "log_group": "/dev/worker",
            },
            reserved_concurrent_executions=5,
            tags={"Project": "hookrelay"},
        )
        pulumi.export("arn", made.arn)
        pulumi.export("invoke", made.invoke_arn)
        pulumi.export("qualified", made.qualified_arn)
        pulumi.export("hash", made.code_sha256)

    outputs, client = deploy(program, account).outputs, account.client("lambda")
    found = client.get_function(FunctionName="dev-worker")
    configuration = found["Configuration"]
    arn = "arn:aws:lambda:us-east-1:123456789012:function:dev-worker"
    assert outputs["arn"] == configuration["FunctionArn"] == arn
    assert outputs["qualified"] == f"{arn}:$LATEST"
    assert outputs["invoke"] == (
        f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    )
    assert outputs["hash"] == configuration["CodeSha256"]
    assert configuration["Environment"]["Variables"] == {"TABLE": "t"}
    assert (configuration["Timeout"], configuration["MemorySize"]) == (50, 512)
    assert configuration["Architectures"] == ["arm64"]
    assert configuration["EphemeralStorage"] == {"Size": 1024}
    assert configuration["TracingConfig"] == {"Mode": "Active"}
    assert found["Tags"] == {"Project": "hookrelay"}
    assert found["Concurrency"]["ReservedConcurrentExecutions"] == 5
    request = sent(account, "CreateFunction")
    assert request["LoggingConfig"] == {
        "LogFormat": "JSON",
        "ApplicationLogLevel": "INFO",
        "LogGroup": "/dev/worker",
    }
    with zipfile.ZipFile(io.BytesIO(request["Code"]["ZipFile"])) as package:
        assert package.read("index.py").decode() == SOURCE


def test_a_function_may_stand_in_a_network_or_be_an_image(account: Account) -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("v", cidr_block="10.0.0.0/16")
        subnet = aws.ec2.Subnet("s", vpc_id=vpc.id, cidr_block="10.0.0.0/24")
        group = aws.ec2.SecurityGroup("g", vpc_id=vpc.id)
        dead = aws.sqs.Queue("dead")
        function(
            "inside",
            vpc_config={"subnet_ids": [subnet.id], "security_group_ids": [group.id]},
            dead_letter_config={"target_arn": dead.arn},
        )
        function(
            "image",
            runtime=None,
            handler=None,
            code=None,
            package_type="Image",
            image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/app:v1",
            image_config={
                "commands": ["app.handler"],
                "entry_points": ["/bin/run"],
                "working_directory": "/app",
            },
        )

    deploy(program, account)
    client = account.client("lambda")
    inside = client.get_function_configuration(FunctionName="dev-inside")
    assert len(inside["VpcConfig"]["SubnetIds"]) == 1
    requests = {
        c.params["FunctionName"]: c.params for c in account.requests if c.operation == "CreateFunction"
    }
    assert requests["dev-inside"]["DeadLetterConfig"]["TargetArn"].startswith("arn:aws:sqs:us-east-1:")
    assert requests["dev-image"]["ImageConfig"] == {
        "Command": ["app.handler"],
        "EntryPoint": ["/bin/run"],
        "WorkingDirectory": "/app",
    }
    image = client.get_function(FunctionName="dev-image")
    assert image["Configuration"]["PackageType"] == "Image"


def test_a_package_may_lie_in_a_bucket(account: Account) -> None:
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as package:
        package.writestr("index.py", SOURCE)
    account.client("s3").create_bucket(Bucket="packages-of-functions")
    account.client("s3").put_object(Bucket="packages-of-functions", Key="worker.zip", Body=bundle.getvalue())

    def program() -> None:
        function(code=None, s3_bucket="packages-of-functions", s3_key="worker.zip")
        aws.lambda_.LayerVersion(
            "layer",
            layer_name="tools",
            s3_bucket="packages-of-functions",
            s3_key="worker.zip",
            compatible_runtimes=["python3.13"],
        )

    deploy(program, account)
    assert sent(account, "CreateFunction")["Code"] == {
        "S3Bucket": "packages-of-functions",
        "S3Key": "worker.zip",
    }
    (layer,) = account.client("lambda").list_layer_versions(LayerName="tools")["LayerVersions"]
    assert layer["CompatibleRuntimes"] == ["python3.13"]


@pytest.mark.requirement("HR-12", "HR-14")
def test_a_mapping_polls_a_queue_in_batches(account: Account) -> None:
    def program() -> None:
        queue = aws.sqs.Queue("work", visibility_timeout_seconds=300)
        mapping = aws.lambda_.EventSourceMapping(
            "poll",
            event_source_arn=queue.arn,
            function_name=function().arn,
            batch_size=5,
            maximum_batching_window_in_seconds=2,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config={"maximum_concurrency": 4},
            filter_criteria={"filters": [{"pattern": json.dumps({"body": {"kind": ["order"]}})}]},
            enabled=False,
            tags={"a": "b"},
        )
        pulumi.export("uuid", mapping.uuid)
        pulumi.export("id", mapping.id)

    outputs = deploy(program, account).outputs
    assert outputs["uuid"] == outputs["id"]
    found = account.client("lambda").get_event_source_mapping(UUID=outputs["uuid"])
    assert (found["BatchSize"], found["MaximumBatchingWindowInSeconds"]) == (5, 2)
    assert found["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    request = sent(account, "CreateEventSourceMapping")
    assert request["Enabled"] is False
    assert request["ScalingConfig"] == {"MaximumConcurrency": 4}
    assert request["FilterCriteria"]["Filters"][0]["Pattern"]


def test_a_mapping_reads_a_tables_stream(account: Account) -> None:
    def program() -> None:
        table = aws.dynamodb.Table(
            "t",
            billing_mode="PAY_PER_REQUEST",
            attributes=[{"name": "id", "type": "S"}],
            hash_key="id",
            stream_enabled=True,
            stream_view_type="NEW_IMAGE",
        )
        dead = aws.sqs.Queue("dead")
        aws.lambda_.EventSourceMapping(
            "read",
            event_source_arn=table.stream_arn,
            function_name=function().name,
            starting_position="LATEST",
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=3,
            parallelization_factor=2,
            destination_config={"on_failure": {"destination_arn": dead.arn}},
        )

    deploy(program, account)
    request = sent(account, "CreateEventSourceMapping")
    assert (request["StartingPosition"], request["BisectBatchOnFunctionError"]) == ("LATEST", True)
    assert request["DestinationConfig"]["OnFailure"]["Destination"].startswith("arn:aws:sqs:")


def test_aliases_permissions_urls_and_failures(account: Account) -> None:
    def program() -> None:
        worker = function(publish=True)
        alias = aws.lambda_.Alias(
            "live",
            name="live",
            function_name=worker.name,
            function_version=worker.version,
            description="live",
        )
        dead = aws.sqs.Queue("dead")
        aws.lambda_.Permission(
            "api",
            action="lambda:InvokeFunction",
            function=worker.name,
            qualifier=alias.name,
            principal="apigateway.amazonaws.com",
            source_arn="arn:aws:execute-api:us-east-1:123456789012:abc/*",
        )
        url = aws.lambda_.FunctionUrl(
            "url", function_name=worker.name, authorization_type="NONE", cors={"allow_origins": ["*"]}
        )
        aws.lambda_.FunctionEventInvokeConfig(
            "async",
            function_name=worker.name,
            maximum_retry_attempts=1,
            maximum_event_age_in_seconds=120,
            destination_config={"on_failure": {"destination": dead.arn}},
        )
        aws.lambda_.ProvisionedConcurrencyConfig(
            "warm", function_name=worker.name, qualifier=alias.name, provisioned_concurrent_executions=2
        )
        aws.lambda_.RuntimeManagementConfig(
            "patches", function_name=worker.name, update_runtime_on="FunctionUpdate"
        )
        pulumi.export("version", worker.version)
        pulumi.export("alias", alias.arn)
        pulumi.export("invoke", alias.invoke_arn)
        pulumi.export("url", url.function_url)

    outputs, client = deploy(program, account).outputs, account.client("lambda")
    assert outputs["version"] == "1"
    assert client.get_alias(FunctionName="dev-worker", Name="live")["AliasArn"] == outputs["alias"]
    assert outputs["alias"] in outputs["invoke"]
    assert client.get_function_url_config(FunctionName="dev-worker")["FunctionUrl"] == outputs["url"]
    granted = [call.params for call in account.requests if call.operation == "AddPermission"]
    assert {params["Principal"] for params in granted} == {"apigateway.amazonaws.com", "*"}
    failures = client.get_function_event_invoke_config(FunctionName="dev-worker")
    assert failures["MaximumRetryAttempts"] == 1
    assert account.ledger.of("lambda", "PutProvisionedConcurrencyConfig") == [
        {"FunctionName": "dev-worker", "Qualifier": "live", "ProvisionedConcurrentExecutions": 2}
    ]
    assert account.ledger.of("lambda", "PutRuntimeManagementConfig")


def test_layers_recursion_and_signing_are_said_to_lambda(account: Account) -> None:
    def program() -> None:
        layer = aws.lambda_.LayerVersion(
            "tools", layer_name="tools", code=pulumi.AssetArchive({"t.py": pulumi.StringAsset("")})
        )
        aws.lambda_.LayerVersionPermission(
            "shared",
            layer_name=layer.layer_arn,
            version_number=1,
            action="lambda:GetLayerVersion",
            principal="111111111111",
            statement_id="shared",
        )
        aws.lambda_.FunctionRecursionConfig("r", function_name=function().name, recursive_loop="Allow")
        signing = aws.lambda_.CodeSigningConfig(
            "s",
            allowed_publishers={
                "signing_profile_version_arns": [
                    "arn:aws:signer:us-east-1:123456789012:/signing-profiles/p/abcdefghij"
                ]
            },
            policies={"untrusted_artifact_on_deployment": "Enforce"},
        )
        pulumi.export("layer", layer.arn)
        pulumi.export("signing", signing.arn)

    outputs = deploy(program, account).outputs
    assert outputs["layer"] == "arn:aws:lambda:us-east-1:123456789012:layer:tools:1"
    assert outputs["signing"].startswith("arn:aws:lambda:")
    assert account.ledger.of("lambda", "PutFunctionRecursionConfig")[0]["RecursiveLoop"] == "Allow"
    (asked,) = account.ledger.of("lambda", "CreateCodeSigningConfig")
    assert asked["CodeSigningPolicies"] == {"UntrustedArtifactOnDeployment": "Enforce"}
