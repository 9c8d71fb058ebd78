"""The engine's part: what it records, what it refuses, and what an echo answers."""

import json
from collections.abc import Callable
from typing import Any, cast

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pulumi_random as random
import pytest
from pulumi.runtime.proto import resource_pb2

from emulator.deploy import declare
from emulator.echo import Echo
from emulator.monitor import DeploymentFailed, Monitor
from tests.support.recorder import LookupFailedError
from tests.support.recorder import declare as record

NO_DEFAULT_PROVIDER = {"pulumi:disable-default-providers": '["aws"]'}


class Box(pulumi.ComponentResource):
    def __init__(
        self,
        name: str,
        fill: Callable[[str, pulumi.ResourceOptions], object],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("test:index:Box", name, None, opts)
        fill(name, pulumi.ResourceOptions(parent=self))
        self.register_outputs({})


def queue_in(name: str, opts: pulumi.ResourceOptions) -> aws.sqs.Queue:
    return aws.sqs.Queue(f"{name}-queue", opts=opts)


# -- what is recorded


def test_urns_are_the_engines() -> None:
    def program() -> None:
        Box("outer", lambda name, opts: Box(f"{name}-inner", queue_in, opts))

    assert record(program).one("aws:sqs/queue:Queue").urn == (
        "urn:pulumi:dev::platforms::test:index:Box$test:index:Box$aws:sqs/queue:Queue::outer-inner-queue"
    )


def test_a_registration_has_what_the_engine_would_see() -> None:
    def program() -> None:
        provider = aws.Provider("irish", region="eu-west-1")
        old = pulumi.Alias(name="before")
        first = aws.sqs.Queue("first", opts=pulumi.ResourceOptions(provider=provider))
        hook = pulumi.ResourceHook("guard", lambda _args: None)
        aws.sqs.Queue(
            "second",
            redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": first.arn}),
            opts=pulumi.ResourceOptions(
                provider=provider,
                protect=True,
                retain_on_delete=True,
                aliases=[old],
                ignore_changes=["tags"],
                delete_before_replace=True,
                hooks=pulumi.ResourceHookBinding(before_delete=[hook]),
                depends_on=[first],
            ),
        )

    recorded = record(program)
    second = recorded.registration("second")
    first = recorded.registration("first")
    assert (second.protect, second.retain_on_delete, second.delete_before_replace) == (True, True, True)
    assert (first.protect, first.retain_on_delete, first.delete_before_replace) == (None, None, None)
    assert second.aliases == ({"name": "before"},)
    assert second.ignore_changes == ("tags",)
    assert second.hooks == {"before_delete": ("guard",)}
    assert second.dependencies == (first.urn,)
    assert second.property_dependencies == {"redrivePolicy": (first.urn,)}
    assert second.provider == recorded.registration("irish").urn
    assert second.version == "7.51.1"
    assert recorded.needs("second") == {"first", "irish"}


def test_protection_of_a_component_is_its_childrens() -> None:
    recorded = record(lambda: Box("data", queue_in, pulumi.ResourceOptions(protect=True)))
    assert recorded.registration("data-queue").protect is True


def test_numbers_are_whole_where_they_are_and_secrets_are_told_apart() -> None:
    def program() -> None:
        password = random.RandomPassword("password", length=20)
        aws.rds.Instance("db", instance_class="db.t4g.micro", port=5432, password=password.result)

    recorded = record(program)
    inputs = recorded.inputs("db")
    assert inputs["port"] == 5432
    assert isinstance(inputs["port"], int)
    assert recorded.registration("db").secrets == {"password"}
    assert inputs["password"] == recorded.state("password")["result"]


def test_secret_inputs_make_secret_outputs() -> None:
    def program() -> None:
        db = aws.rds.Instance("db", instance_class="db.t4g.micro", password=pulumi.Output.secret("hunter2"))
        pulumi.export("password", db.password)
        pulumi.export("address", db.address)
        pulumi.export("generated", random.RandomPassword("p", length=8).result)

    deployment = declare(program)
    assert deployment.secret_outputs == {"password", "generated"}
    assert deployment.outputs["password"] == "hunter2"
    assert deployment.masked_outputs["password"] == "[secret]"
    assert "hunter2" not in repr(deployment.masked_outputs)


def test_write_only_inputs_are_in_nobodys_state() -> None:
    def program() -> None:
        aws.secretsmanager.SecretVersion(
            "v",
            secret_id="arn:x",
            secret_string_wo=pulumi.Output.secret("hunter2"),
            secret_string_wo_version=1,
        )

    recorded = record(program)
    assert recorded.inputs("v")["secretStringWo"] == "hunter2"
    assert "secretStringWo" not in recorded.state("v")


def test_provider_functions_are_recorded_with_their_arguments() -> None:
    recorded = record(lambda: pulumi.export("zone", aws.route53.get_zone_output(name="example.com").zone_id))
    assert recorded.invokes == [("aws:route53/getZone:getZone", {"name": "example.com"})]
    assert recorded.exports["zone"].startswith("Z0")


def test_an_existing_resource_can_be_looked_up() -> None:
    def program() -> None:
        pulumi.export("arn", aws.sqs.Queue.get("given", "https://sqs.us-east-1.amazonaws.com/1/jobs").arn)

    recorded = record(program)
    assert recorded.registration("given").import_id == "https://sqs.us-east-1.amazonaws.com/1/jobs"
    assert recorded.exports["arn"].startswith("arn:aws:sqs:")


def test_config_reaches_the_program_and_secrets_stay_secret() -> None:
    def program() -> None:
        config = pulumi.Config("shop")
        pulumi.export("regions", config.require_object("regions"))
        pulumi.export("token", config.require_secret("token"))
        pulumi.export("stack", pulumi.get_stack())

    deployment = declare(
        program,
        stack="prod",
        config={"shop:regions": '["a", "b"]', "shop:token": "t"},
        secret_keys=["shop:token"],
    )
    assert deployment.outputs == {"regions": ["a", "b"], "token": "t", "stack": "prod"}
    assert deployment.secret_outputs == {"token"}


def test_one_run_knows_nothing_of_another() -> None:
    assert record(lambda: aws.sqs.Queue("a")).names("aws:sqs/queue:Queue") == ["a"]
    assert record(lambda: aws.sqs.Queue("b")).names("aws:sqs/queue:Queue") == ["b"]
    assert record(lambda: pulumi.export("x", 1)).exports == {"x": 1}
    assert record(lambda: None, {"shop:x": "1"}).exports == {}
    assert "x" not in record(lambda: pulumi.export("x", pulumi.Config("shop").get("x"))).exports


# -- what is refused


def test_two_resources_of_one_name_are_refused_and_what_needs_them_is_not_tried() -> None:
    def program() -> None:
        aws.sqs.Queue("jobs")
        twin = aws.sqs.Queue("jobs")
        aws.sqs.QueuePolicy("policy", queue_url=twin.url, policy="{}")
        aws.sqs.Queue("patient", opts=pulumi.ResourceOptions(depends_on=[twin]))
        Box("box", queue_in, pulumi.ResourceOptions(depends_on=[twin]))
        aws.sqs.Queue("independent")

    with pytest.raises(DeploymentFailed, match="duplicate URN") as failed:
        declare(program)
    assert list(failed.value.failures) == ["urn:pulumi:dev::platforms::aws:sqs/queue:Queue::jobs"]
    assert {urn.rpartition("::")[2] for urn in failed.value.skipped} == {
        "policy",
        "patient",
        "box",
        "box-queue",
    }


def test_without_default_providers_every_resource_and_look_up_needs_its_own() -> None:
    def program() -> None:
        aws.sqs.Queue("jobs")

    with pytest.raises(DeploymentFailed, match="Default provider for 'aws' disabled"):
        declare(program, config=NO_DEFAULT_PROVIDER)
    with pytest.raises(Exception, match="Default provider for 'aws' disabled"):
        declare(lambda: pulumi.export("a", aws.get_caller_identity().account_id), config=NO_DEFAULT_PROVIDER)
    with pytest.raises(DeploymentFailed, match="Default provider for 'random' disabled"):
        declare(
            lambda: random.RandomId("r", byte_length=2), config={"pulumi:disable-default-providers": '["*"]'}
        )

    def explicit() -> None:
        provider = aws.Provider("own", region="eu-west-1")
        aws.sqs.Queue("jobs", opts=pulumi.ResourceOptions(provider=provider))
        random.RandomId("r", byte_length=2)
        region = aws.get_region_output(opts=pulumi.InvokeOutputOptions(provider=provider))
        pulumi.export("region", region.region)

    assert declare(explicit, config=NO_DEFAULT_PROVIDER).outputs == {"region": "eu-west-1"}


def test_a_value_that_nothing_produces_is_refused_outside_a_preview() -> None:
    def program() -> None:
        aws.sqs.Queue("jobs", name=cast("pulumi.Input[str]", pulumi.UNKNOWN))

    with pytest.raises(DeploymentFailed, match="no value was ever produced for name"):
        declare(program)
    assert record(program, preview=True).count("aws:sqs/queue:Queue") == 1


def test_a_component_registers_its_outputs_once() -> None:
    def program() -> None:
        box = Box("box", queue_in)
        box.register_outputs({"again": True})

    with pytest.raises(DeploymentFailed, match="register_outputs was called twice"):
        declare(program)


def test_what_a_component_registers_is_kept() -> None:
    class Speaking(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("test:index:Speaking", "it", None, None)
            self.register_outputs({"url": aws.sqs.Queue("q", name="q").url})

    recorded = record(Speaking)
    outputs = recorded.deployment.monitor.component_outputs[recorded.registration("it").urn]
    assert outputs == {"url": "https://sqs.us-east-1.amazonaws.com/123456789012/q"}


def asked(**fields: Any) -> resource_pb2.RegisterResourceRequest:
    return resource_pb2.RegisterResourceRequest(type="aws:sqs/queue:Queue", name="q", custom=True, **fields)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"parent": "urn:pulumi:dev::platforms::test:index:Box::nobody"}, "unknown parent"),
        ({"dependencies": ["urn:pulumi:dev::platforms::test:index:Box::nobody"]}, "unknown dependency"),
        ({"provider": "urn:pulumi:dev::platforms::pulumi:providers:aws::nobody::id"}, "unknown provider"),
    ],
)
def test_relations_to_nobody_are_refused(fields: dict[str, Any], reason: str) -> None:
    monitor = Monitor(Echo())
    assert monitor.RegisterResource(asked(**fields)).result == resource_pb2.Result.FAIL
    with pytest.raises(DeploymentFailed, match=reason):
        monitor.raise_failures()


def test_children_of_another_packages_component_use_the_provider_it_was_given() -> None:
    def program() -> None:
        provider = aws.Provider("irish", region="eu-west-1")
        awsx.ec2.Vpc("net", opts=pulumi.ResourceOptions(providers={"aws": provider}))

    recorded = record(program, {"pulumi:disable-default-providers": ["aws"]})
    assert recorded.state("net", "aws:ec2/vpc:Vpc")["arn"].startswith("arn:aws:ec2:eu-west-1:")
    with pytest.raises(DeploymentFailed, match="Default provider for 'aws' disabled"):
        declare(lambda: awsx.ec2.Vpc("net"), config=NO_DEFAULT_PROVIDER)


def test_cloudfronts_policies_are_looked_up_by_their_real_names() -> None:
    def program() -> None:
        pulumi.export("id", aws.cloudfront.get_cache_policy_output(name="Managed-CachingDisabled").id)

    assert record(program).exports == {"id": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}
    with pytest.raises(Exception, match="CloudFront keeps no policy"):
        declare(lambda: aws.cloudfront.get_cache_policy_output(name="Managed-Imagined"))


def test_a_function_without_an_answer_is_refused_by_name() -> None:
    with pytest.raises(Exception, match=r"aws:ec2/getAmi:getAmi has no answer"):
        declare(lambda: pulumi.export("ami", aws.ec2.get_ami_output(owners=["self"]).id))
    answered = record(
        lambda: pulumi.export("ami", aws.ec2.get_ami_output(owners=["self"]).id),
        answers={"aws:ec2/getAmi:getAmi": lambda args: {"id": f"ami-{args['owners'][0]}"}},
    )
    assert answered.exports == {"ami": "ami-self"}


def test_what_the_program_raises_comes_out_as_it_is() -> None:
    def program() -> None:
        aws.sqs.Queue("jobs")
        raise ValueError("a name too long")

    with pytest.raises(ValueError, match="a name too long"):
        declare(program)


def test_an_assertion_in_an_apply_is_not_lost() -> None:
    def program() -> None:
        def check(arn: str) -> None:
            raise AssertionError(arn)

        aws.sqs.Queue("jobs").arn.apply(check)

    with pytest.raises(AssertionError, match="arn:aws:sqs"):
        declare(program)


def test_text_made_of_an_output_is_refused() -> None:
    with pytest.raises(Exception, match="__str__ on an Output"):
        declare(lambda: aws.sqs.Queue("b", name=f"x-{aws.sqs.Queue('a').name}"))


# -- preview


def test_in_a_preview_inputs_are_known_and_what_aws_computes_is_not() -> None:
    ran: list[str] = []

    def program() -> None:
        queue = aws.sqs.Queue("jobs", name="jobs")
        queue.arn.apply(ran.append)
        queue.name.apply(ran.append)
        aws.sqs.QueuePolicy("policy", queue_url=queue.url, policy="{}")

    recorded = record(program, preview=True)
    assert ran == ["jobs"]
    assert recorded.inputs("policy")["policy"] == "{}"
    assert not isinstance(recorded.inputs("policy")["queueUrl"], str)


# -- the echo's answers


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: aws.sqs.Queue("x", name="jobs").arn, "arn:aws:sqs:us-east-1:123456789012:jobs"),
        (
            lambda: aws.sqs.Queue("x", name="jobs").url,
            "https://sqs.us-east-1.amazonaws.com/123456789012/jobs",
        ),
        (lambda: aws.sqs.Queue("x", name="jobs").id, "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"),
        (lambda: aws.sns.Topic("x", name="news").id, "arn:aws:sns:us-east-1:123456789012:news"),
        (lambda: aws.s3.Bucket("x", bucket="logs").arn, "arn:aws:s3:::logs"),
        (lambda: aws.dynamodb.Table("x", name="t").arn, "arn:aws:dynamodb:us-east-1:123456789012:table/t"),
        (
            lambda: aws.iam.Role("x", name="r", assume_role_policy="{}").arn,
            "arn:aws:iam::123456789012:role/r",
        ),
        (
            lambda: aws.cloudwatch.LogGroup("x", name="/a").arn,
            "arn:aws:logs:us-east-1:123456789012:log-group:/a",
        ),
        (lambda: aws.ecs.Cluster("x", name="c").id, "arn:aws:ecs:us-east-1:123456789012:cluster/c"),
        (
            lambda: aws.ssm.Parameter("x", name="/a/b", type="String").arn,
            "arn:aws:ssm:us-east-1:123456789012:parameter/a/b",
        ),
        (
            lambda: aws.ssm.Parameter("x", name="a", type="String").arn,
            "arn:aws:ssm:us-east-1:123456789012:parameter/a",
        ),
        (
            lambda: aws.lambda_.Function("x", name="f", role="r").invoke_arn,
            (
                "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                "arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
            ),
        ),
        (
            lambda: (
                aws.lambda_.Alias(
                    "x",
                    name="live",
                    function_name="arn:aws:lambda:us-east-1:1:function:f",
                    function_version="1",
                ).arn
            ),
            "arn:aws:lambda:us-east-1:123456789012:function:f:live",
        ),
        (
            lambda: aws.ecr.Repository("x", name="app").repository_url,
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/app",
        ),
        (
            lambda: aws.wafv2.WebAcl(
                "x",
                name="w",
                scope="REGIONAL",
                region="eu-west-1",
                default_action={},
                visibility_config={
                    "cloudwatch_metrics_enabled": True,
                    "metric_name": "m",
                    "sampled_requests_enabled": True,
                },
            ).arn.apply(lambda arn: arn.rsplit("/", 1)[0]),
            "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/w",
        ),
    ],
)
def test_the_echo_answers_as_aws_would(make: Callable[[], pulumi.Output[str]], expected: str) -> None:
    assert record(lambda: pulumi.export("x", make())).exports == {"x": expected}


def test_a_generated_name_is_part_of_what_is_made_of_it() -> None:
    recorded = record(lambda: aws.sqs.Queue("jobs", fifo_queue=True))
    name = recorded.state("jobs")["name"]
    assert name.startswith("jobs-")
    assert name.endswith(".fifo")
    assert recorded.state("jobs")["arn"].endswith(f":{name}")


def test_every_text_that_aws_computes_has_a_value() -> None:
    def program() -> None:
        workspace = aws.amp.Workspace("metrics")  # a type that no table of the echo's knows
        pulumi.export("arn", workspace.arn)
        pulumi.export("endpoint", workspace.prometheus_endpoint)
        pulumi.export("node", aws.elasticache.Cluster("c", engine="redis").cache_nodes[0].address)
        pulumi.export("algorithm", aws.signer.SigningProfile("s", platform_id="p").platform_display_name)

    exports = record(program).exports
    assert exports["arn"].startswith("arn:aws:amp:us-east-1:123456789012:workspace/metrics-")
    assert exports["endpoint"] == "metrics.amp.us-east-1.amazonaws.com"
    assert exports["node"] == "c.elasticache.us-east-1.amazonaws.com"
    assert exports["algorithm"] == "echo:aws:signer/signingProfile:SigningProfile:s:platformDisplayName"


def test_an_optional_input_that_was_not_given_stays_nothing() -> None:
    def program() -> None:
        key = aws.sqs.Queue("q").kms_master_key_id
        pulumi.export("key", key.apply(lambda value: f"it is {value}"))

    assert record(program).exports == {"key": "it is None"}


def test_what_depends_on_a_setting_is_there_only_with_it() -> None:
    def program() -> None:
        pulumi.export("none", aws.dynamodb.Table("quiet").stream_arn)
        pulumi.export("some", aws.dynamodb.Table("loud", stream_enabled=True).stream_arn)
        names = ["example.com", "*.example.com"]
        certificate = aws.acm.Certificate(
            "c", domain_name=names[0], subject_alternative_names=names, validation_method="DNS"
        )
        pulumi.export(
            "domains",
            certificate.domain_validation_options.apply(lambda items: [o.domain_name for o in items]),
        )
        managed = aws.rds.Instance("m", instance_class="x", manage_master_user_password=True)
        pulumi.export("secret", managed.master_user_secrets[0].secret_arn)

    exports = record(program).exports
    assert exports["none"] == ""
    assert exports["some"].startswith("arn:aws:dynamodb:us-east-1:123456789012:table/loud-")
    assert exports["domains"] == ["example.com", "*.example.com"]
    assert exports["secret"].startswith("arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!")


def test_default_tags_show_in_all_tags_only() -> None:
    def program() -> None:
        provider = aws.Provider("p", region="us-east-1", default_tags={"tags": {"Project": "x", "Team": "a"}})
        opts = pulumi.ResourceOptions(provider=provider)
        pulumi.export("all", aws.sqs.Queue("q", tags={"Team": "b"}, opts=opts).tags_all)

    recorded = record(program)
    assert recorded.exports == {"all": {"Project": "x", "Team": "b"}}
    assert recorded.inputs("q")["tags"] == {"Team": "b"}


def test_a_vpc_of_awsx_has_the_parts_that_programs_compose_with() -> None:
    def program() -> None:
        vpc = awsx.ec2.Vpc(
            "net",
            cidr_block="10.0.0.0/16",
            number_of_availability_zones=2,
            nat_gateways=awsx.ec2.NatGatewayConfigurationArgs(strategy=awsx.ec2.NatGatewayStrategy.SINGLE),
        )
        pulumi.export("id", vpc.vpc_id)
        pulumi.export("private", vpc.private_subnet_ids)
        pulumi.export(
            "tables", vpc.route_tables.apply(lambda items: pulumi.Output.all(*[table.id for table in items]))
        )

    recorded = record(program)
    assert recorded.exports["id"].startswith("vpc-0")
    assert len(set(recorded.exports["private"])) == 2
    assert len(set(recorded.exports["tables"])) == 4
    assert recorded.count("aws:ec2/natGateway:NatGateway") == 1
    assert recorded.one("aws:ec2/vpc:Vpc").parent == recorded.registration("net", "awsx:ec2:Vpc").urn


# -- order


def test_a_seed_is_an_order_and_another_seed_another() -> None:
    def program() -> None:
        for number in range(8):
            aws.sqs.Queue(f"q{number}")
        last = aws.sqs.Queue("dlq")
        aws.sqs.QueuePolicy("policy", queue_url=last.url, policy="{}")

    def order(seed: int | None) -> list[str]:
        return [urn.rpartition("::")[2] for urn in declare(program, seed=seed).created]

    orders = [tuple(order(seed)) for seed in range(4)]
    assert len(set(orders)) == 4
    assert orders[3] == tuple(order(3))
    assert all(made.index("dlq") < made.index("policy") for made in orders)
    assert {frozenset(made) for made in orders} == {frozenset(order(None))}


# -- the recorder refuses to guess


def test_an_ambiguous_look_up_says_what_there_is() -> None:
    def program() -> None:
        Box("same", lambda name, opts: aws.sqs.Queue(name, opts=opts))
        aws.sns.Topic("same")

    recorded = record(program)
    with pytest.raises(LookupFailedError, match=r"3 of resource named 'same'.*aws:sns/topic:Topic"):
        recorded.registration("same")
    assert recorded.registration("same", "aws:sns/topic:Topic").typ == "aws:sns/topic:Topic"
    with pytest.raises(LookupFailedError, match=r"no resource named .other.; there is .*same"):
        recorded.inputs("other")
    with pytest.raises(LookupFailedError, match="no aws:s3/bucket:Bucket"):
        recorded.one("aws:s3/bucket:Bucket")


def test_a_short_type_must_be_clear() -> None:
    def program() -> None:
        aws.lb.Listener("l", load_balancer_arn="a", default_actions=[])
        aws.lambda_.Function("f", role="r")
        aws.cloudfront.Function("f", runtime="cloudfront-js-2.0", code="")

    recorded = record(program)
    assert recorded.count("Listener") == 1
    with pytest.raises(LookupFailedError, match="give the whole type"):
        recorded.count("Function")
    assert recorded.count("Bucket") == 0


def test_statements_of_a_role_are_those_of_all_its_policies() -> None:
    def allow(action: str) -> str:
        return json.dumps(
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}}
        )

    def program() -> None:
        role = aws.iam.Role("worker", name="worker-role", assume_role_policy=allow("sts:AssumeRole"))
        other = aws.iam.Role("other", assume_role_policy=allow("sts:AssumeRole"))
        aws.iam.RolePolicy("inline", role=role.id, policy=allow("sqs:SendMessage"))
        aws.iam.RolePolicy("foreign", role=other.id, policy=allow("s3:GetObject"))
        shared = aws.iam.Policy("shared", policy=allow("kms:Decrypt"))
        aws.iam.RolePolicyAttachment("attached", role=role.name, policy_arn=shared.arn)

    recorded = record(program)
    for name in ("worker", "worker-role"):
        actions = sorted(statement["Action"] for statement in recorded.statements(name))
        assert actions == ["kms:Decrypt", "sqs:SendMessage"]
    assert [statement["Action"] for statement in recorded.statements("foreign")] == ["s3:GetObject"]
    assert recorded.trust("worker")[0]["Action"] == "sts:AssumeRole"
    with pytest.raises(LookupFailedError, match=r"policies: .*inline"):
        recorded.statements("nobody")
