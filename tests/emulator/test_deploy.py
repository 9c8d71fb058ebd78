"""Programs deployed to an account: made for real, refused as AWS would, told all at once."""

import json
import time
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pytest

from emulator.account import Account
from emulator.deploy import ProgramError, as_config, declare, deploy
from emulator.graph import Registration
from emulator.ledger import lacks
from emulator.monitor import DeploymentFailed
from emulator.registry import RESOURCES, Created, Handler, load_rooms
from emulator.request import Request


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put a room of a test's own in the place of a type's."""
    load_rooms()

    def put(token: str, handler: Handler) -> None:
        monkeypatch.setitem(RESOURCES, token, handler)

    return put


def queues(**second: Any) -> None:
    dead = aws.sqs.Queue("dead")
    jobs = aws.sqs.Queue(
        "jobs",
        redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 3}),
        **second,
    )
    pulumi.export("url", jobs.url)
    pulumi.export("dead", dead.url)


def test_what_is_deployed_is_there_and_works(account: Account) -> None:
    deployment = deploy(queues, account)
    sqs = account.session().client("sqs")
    sqs.send_message(QueueUrl=deployment.outputs["url"], MessageBody="hello")
    assert sqs.receive_message(QueueUrl=deployment.outputs["url"])["Messages"][0]["Body"] == "hello"
    jobs = next(item for item in deployment.graph if item.name == "jobs")
    assert [call.operation for call in deployment.calls_of(jobs.urn)] == ["CreateQueue"]
    assert deployment.state_of(jobs.urn)["id"] == deployment.outputs["url"]
    assert json.loads(deployment.inputs_of(jobs.urn)["redrivePolicy"])["maxReceiveCount"] == 3
    assert set(deployment.timings) == set(deployment.created) == set(deployment.registrations)
    assert deployment.seconds > 0


def test_generated_names_come_out_and_are_the_same_in_every_fresh_account() -> None:
    urls = set()
    for _ in range(2):
        with Account() as account:
            urls.add(deploy(queues, account).outputs["url"])
    assert len(urls) == 1
    assert "/jobs-" in urls.pop()


def test_everything_that_aws_refuses_is_told_at_once_and_the_rest_is_made(account: Account) -> None:
    def program() -> None:
        long = aws.sqs.Queue("long", visibility_timeout_seconds=43_201)
        aws.sqs.QueuePolicy("policy", queue_url=long.url, policy="{}")
        aws.sqs.Queue("odd", name="not a queue name!")
        aws.sqs.Queue("fine", name="fine")

    with pytest.raises(DeploymentFailed) as failed:
        deploy(program, account)
    reasons = {urn.rpartition("::")[2]: reason for urn, reason in failed.value.failures.items()}
    assert set(reasons) == {"long", "odd"}
    assert "43200" in reasons["long"]
    assert [urn.rpartition("::")[2] for urn in failed.value.skipped] == ["policy"]
    assert [url.rpartition("/")[2] for url in account.client("sqs").list_queues()["QueueUrls"]] == ["fine"]


def test_a_type_without_a_room_and_an_input_that_is_not_understood_are_failures(
    account: Account, room: Any
) -> None:
    room("aws:sns/topic:Topic", Handler(create=lambda r: (r.physical(), {})))

    def program() -> None:
        aws.amp.Workspace("metrics")
        aws.sns.Topic("news", display_name="News")

    with pytest.raises(DeploymentFailed) as failed:
        deploy(program, account)
    message = str(failed.value)
    assert "no room for resources of type aws:amp/workspace:Workspace" in message
    assert "does not know what to do with displayName" in message


def test_a_secret_is_in_no_reason(account: Account, room: Any) -> None:
    def loud(r: Request) -> Created:
        raise ValueError(f"can't use {r.take('secretString')} here")

    room("aws:secretsmanager/secretVersion:SecretVersion", Handler(create=loud))

    def program() -> None:
        aws.secretsmanager.SecretVersion("v", secret_id="s", secret_string=pulumi.Output.secret("hunter2"))

    with pytest.raises(DeploymentFailed, match=r"can't use \[secret\] here"):
        deploy(program, account)


def test_default_tags_and_region_of_the_provider_are_on_what_it_makes(account: Account) -> None:
    def program() -> None:
        tags = aws.ProviderDefaultTagsArgs(tags={"Project": "x", "Team": "a"})
        provider = aws.Provider("irish", region="eu-west-1", default_tags=tags)
        opts = pulumi.ResourceOptions(provider=provider)
        queue = aws.sqs.Queue("q", name="q", tags={"Team": "b"}, opts=opts)
        aws.sqs.Queue("elsewhere", name="elsewhere", region="eu-central-1", opts=opts)
        pulumi.export("all", queue.tags_all)
        pulumi.export("own", queue.tags)

    deployment = deploy(program, account)
    sqs = account.client("sqs", "eu-west-1")
    url = sqs.get_queue_url(QueueName="q")["QueueUrl"]
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"Project": "x", "Team": "b"}
    assert account.client("sqs", "eu-central-1").get_queue_url(QueueName="elsewhere")
    assert deployment.outputs == {"all": {"Project": "x", "Team": "b"}, "own": {"Team": "b"}}


def test_types_without_tags_are_not_given_any(account: Account) -> None:
    def program() -> None:
        provider = aws.Provider("p", region="us-east-1", default_tags={"tags": {"Project": "x"}})
        opts = pulumi.ResourceOptions(provider=provider)
        queue = aws.sqs.Queue("q", opts=opts)
        policy = queue.arn.apply(
            lambda arn: json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": arn}],
                }
            )
        )
        aws.sqs.QueuePolicy("policy", queue_url=queue.url, policy=policy, opts=opts)

    deployment = deploy(program, account)
    policy = next(item.urn for item in deployment.graph if item.name == "policy")
    assert set(deployment.calls_of(policy)[0].params) == {"QueueUrl", "Attributes"}


@pytest.mark.requirement("X-7")
@pytest.mark.parametrize(
    "argument", [{"allowed_account_ids": ["999999999999"]}, {"forbidden_account_ids": ["123456789012"]}]
)
def test_a_wrong_account_is_refused_before_anything_is_made(
    account: Account, argument: Mapping[str, Any]
) -> None:
    def program() -> None:
        provider = aws.Provider("p", region="us-east-1", **argument)
        aws.sqs.Queue("q", opts=pulumi.ResourceOptions(provider=provider))

    with pytest.raises(DeploymentFailed, match="account ID not allowed: 123456789012") as failed:
        deploy(program, account)
    assert len(failed.value.skipped) == 1
    assert account.requests == []


def test_the_right_account_is_welcome(account: Account) -> None:
    def program() -> None:
        aws.Provider("p", region="us-east-1", allowed_account_ids=["123456789012"])

    assert len(deploy(program, account).created) == 1


def test_in_a_preview_nothing_is_made(account: Account) -> None:
    deployment = deploy(queues, account, preview=True)
    assert account.requests == []
    assert "QueueUrls" not in account.client("sqs").list_queues()
    assert {item.name for item in deployment.graph} == {"jobs", "dead"}
    with pytest.raises(DeploymentFailed, match="no room"):
        deploy(lambda: aws.amp.Workspace("metrics"), account, preview=True)


def test_what_the_program_tells_its_user_is_told_as_it_is(account: Account) -> None:
    def program() -> None:
        raise pulumi.RunError("platforms:enabled is missing")

    with pytest.raises(ProgramError, match=r"^platforms:enabled is missing$"):
        deploy(program, account)


def test_a_program_that_stumbles_over_a_failure_shows_the_failure_first(account: Account) -> None:
    def program() -> None:
        aws.sqs.Queue("odd", name="not a queue name!")
        aws.sqs.Queue("fine").arn.apply(lambda _: 1 / 0)

    with pytest.raises(DeploymentFailed) as failed:
        deploy(program, account)
    assert "ZeroDivisionError" in failed.value.__notes__[0]


def test_progress_is_told_of_every_resource(account: Account) -> None:
    told: list[tuple[str, str]] = []

    def on_progress(event: str, registration: Registration, _reason: str) -> None:
        told.append((event, registration.name))

    def program() -> None:
        queues()
        bad = aws.sqs.Queue("bad", name="!")
        aws.sqs.QueuePolicy("never", queue_url=bad.url, policy="{}")

    with pytest.raises(DeploymentFailed):
        deploy(program, account, on_progress=on_progress)
    assert {("created", "dead"), ("created", "jobs"), ("failed", "bad"), ("skipped", "never")} < set(told)
    assert [event for event, name in told if name == "jobs"] == ["creating", "created"]


def test_what_was_only_validated_is_said_with_the_reason(account: Account, room: Any) -> None:
    lacks("xray", "CreateGroup", reason="no control plane of X-Ray")

    def group(r: Request) -> Created:
        return r.send("xray", "create_group", filterExpression=None)["Group"]["GroupARN"], {}

    room("aws:xray/group:Group", Handler(create=group))

    def program() -> None:
        aws.xray.Group("slow", group_name="slow", filter_expression="duration > 1")
        aws.sqs.Queue("q")

    deployment = deploy(program, account)
    urn = "urn:pulumi:dev::platforms::aws:xray/group:Group::slow"
    assert set(deployment.validated_only) == {urn}
    assert deployment.validated_only[urn].startswith("xray CreateGroup: ")


def consumer(*, ordered: bool) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = aws.iam.Role("r", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    queue = aws.sqs.Queue("q", name="q", visibility_timeout_seconds=60)
    actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    # waits for the role alone, as the function does: so the policy's turn is always before the mapping's
    grant = {"Effect": "Allow", "Action": actions, "Resource": "arn:aws:sqs:*:*:q"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [grant]})
    may_read = aws.iam.RolePolicy("may-read", role=role.id, policy=policy)
    code = pulumi.AssetArchive({"index.py": pulumi.StringAsset("def handler(event, context): pass")})
    function = aws.lambda_.Function(
        "f", role=role.arn, runtime="python3.13", handler="index.handler", code=code
    )
    aws.lambda_.EventSourceMapping(
        "mapping",
        event_source_arn=queue.arn,
        function_name=function.arn,
        opts=pulumi.ResourceOptions(depends_on=[may_read] if ordered else []),
    )


def test_order_that_the_program_leaves_to_luck_is_a_failure(account: Account) -> None:
    with pytest.raises(DeploymentFailed, match="mapping must depend on may-read"):
        deploy(lambda: consumer(ordered=False), account)


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_program_that_says_its_order_deploys_in_any_other(account: Account, seed: int | None) -> None:
    names = [
        urn.rpartition("::")[2] for urn in deploy(lambda: consumer(ordered=True), account, seed=seed).created
    ]
    assert names.index("may-read") < names.index("mapping")


def test_a_component_of_another_package_has_its_children_under_it(account: Account, room: Any) -> None:
    def expand(r: Request) -> Created:
        dead = r.child("aws:sqs/queue:Queue", "dead", {"name": "dead"})
        r.child("aws:sqs/queue:Queue", "jobs", {"name": "jobs"}, depends_on=[dead.urn])
        return "", {"queue": dead.reference, "url": dead.outputs["url"], "name": r.take("name")}

    room("test:index:Remote", Handler(create=expand))

    class Remote(pulumi.ComponentResource):
        url: pulumi.Output[str]
        queue: pulumi.Output[aws.sqs.Queue]

        def __init__(self) -> None:
            props = {"name": "x", "url": None, "queue": None}
            super().__init__("test:index:Remote", "whole", props, None, remote=True)

    def program() -> None:
        aws.sqs.Queue("before")
        remote = Remote()
        pulumi.export("url", remote.url)
        pulumi.export("through", remote.queue.apply(lambda queue: queue.url))

    deployment = deploy(program, account)
    assert deployment.outputs["url"] == deployment.outputs["through"]
    whole = next(item.urn for item in deployment.graph if item.name == "whole")
    assert [item.name for item in deployment.graph.children(whole)] == ["dead", "jobs"]
    assert deployment.graph.needs(deployment.graph.children(whole)[1].urn) >= {whole}
    assert account.calls_of(deployment.graph.children(whole)[0].urn)[0].operation == "CreateQueue"


def test_a_resource_without_an_id_is_the_rooms_mistake(account: Account, room: Any) -> None:
    room("aws:sns/topic:Topic", Handler(create=lambda _r: ("", {})))
    with pytest.raises(DeploymentFailed, match="gave it no id"):
        deploy(lambda: aws.sns.Topic("t"), account)


def test_existing_things_are_looked_up_where_the_room_can(account: Account, room: Any) -> None:
    def program() -> None:
        pulumi.export("name", aws.sns.Topic.get("t", "arn:aws:sns:us-east-1:123456789012:news").name)

    room(
        "aws:sns/topic:Topic",
        Handler(create=lambda _r: ("", {}), read=lambda _r, id_: (id_, {"name": "news"})),
    )
    assert deploy(program, account).outputs == {"name": "news"}
    room("aws:sns/topic:Topic", Handler(create=lambda _r: ("", {}), read=lambda _r, _id: None))
    with pytest.raises(DeploymentFailed, match="there is no aws:sns/topic:Topic"):
        deploy(program, account)
    room("aws:sns/topic:Topic", Handler(create=lambda _r: ("", {})))
    with pytest.raises(DeploymentFailed, match="can't look up"):
        deploy(program, account)


def test_a_components_children_are_made_with_its_aws_provider(account: Account) -> None:
    def program() -> None:
        tags = aws.ProviderDefaultTagsArgs(tags={"Project": "x"})
        provider = aws.Provider("irish", region="eu-west-1", default_tags=tags)
        awsx.ec2.Vpc(
            "net",
            cidr_block="10.0.0.0/16",
            number_of_availability_zones=1,
            nat_gateways=awsx.ec2.NatGatewayConfigurationArgs(strategy=awsx.ec2.NatGatewayStrategy.NONE),
            subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
            subnet_specs=[
                awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.ISOLATED, cidr_blocks=["10.0.0.0/16"])
            ],
            opts=pulumi.ResourceOptions(providers={"aws": provider}),
        )

    deploy(program, account)
    network = {"Name": "cidr", "Values": ["10.0.0.0/16"]}
    vpcs = account.client("ec2", "eu-west-1").describe_vpcs(Filters=[network])["Vpcs"]
    assert {"Key": "Project", "Value": "x"} in vpcs[0]["Tags"]


def test_what_is_given_is_there_before(account: Account) -> None:
    def program() -> None:
        pulumi.export("zone", aws.route53.get_zone_output(name="example.com").name)

    assert deploy(program, account, given=["zone=example.com"]).outputs == {"zone": "example.com"}


def test_config_of_plain_values_is_as_the_cli_has_it() -> None:
    assert as_config({"aws:region": "eu-west-1", "enabled": ["a"], "x:on": True}, "shop") == {
        "aws:region": "eu-west-1",
        "shop:enabled": '["a"]',
        "x:on": "true",
    }


def test_a_wide_program_deploys_in_seconds(account: Account) -> None:
    def program() -> None:
        for number in range(40):
            queue = aws.sqs.Queue(f"q{number}")
            aws.sns.Topic(f"t{number}", display_name=queue.name)

    started = time.perf_counter()
    assert len(deploy(program, account).created) == 80
    assert time.perf_counter() - started < 20  # a second or two; the limit is for a machine under load


def test_what_a_program_says_of_a_resource_is_told_with_its_name(caplog: pytest.LogCaptureFixture) -> None:
    def program() -> None:
        queue = aws.sqs.Queue("jobs")
        pulumi.log.warn("nobody reads it", queue)
        pulumi.log.warn("all is quiet")

    with caplog.at_level("WARNING", "emulator.program"):
        declare(program)
    assert sorted(each.message for each in caplog.records) == ["all is quiet", "jobs: nobody reads it"]
