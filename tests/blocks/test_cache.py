from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from components.blocks.cache import Cache, CacheArgs
from tests.blocks.data_support import DEV, KEY_ARN, PROD, linked, made, unpublished
from tests.support.recorder import Recorder, declare

ARGS = CacheArgs(
    environment=DEV,
    name="tiktok-commerce-redis-dev",
    vpc_id="vpc-0123456789abcdef0",
    subnet_ids=["subnet-0123456789abcdef0"],
    url_secret_name="/tiktok-commerce/dev/redis-url",
    token_secret_name="/tiktok-commerce/dev/redis-token",
)
IN_PROD = replace(ARGS, environment=PROD)


def recorded(args: CacheArgs = ARGS) -> Recorder:
    return declare(lambda: Cache("redis", args))


def group(args: CacheArgs = ARGS) -> dict[str, Any]:
    return recorded(args).inputs("redis-group")


@pytest.mark.requirement("HR-30", "TC-10")
def test_valkey_is_the_default_and_redis_ends_at_7_1() -> None:
    assert (group()["engine"], group()["engineVersion"]) == ("valkey", "8.1")
    assert recorded().inputs("redis-parameters")["family"] == "valkey8"
    redis = replace(ARGS, engine="redis")
    assert (group(redis)["engine"], group(redis)["engineVersion"]) == ("redis", "7.1")
    assert recorded(redis).inputs("redis-parameters")["family"] == "redis7"


@pytest.mark.requirement("HR-30", "TC-11", "X-11")
def test_tls_and_a_token_are_required_and_data_is_encrypted() -> None:
    registration = recorded().registration("redis-group")
    inputs = registration.inputs
    assert inputs["transitEncryptionEnabled"] is True
    assert inputs["transitEncryptionMode"] == "required"
    assert inputs["atRestEncryptionEnabled"] is True
    assert "authTokenWo" in registration.secrets
    assert inputs["authTokenWoVersion"] > 0
    assert "authToken" not in inputs
    assert recorded().inputs("redis-token")["length"] == 64
    assert recorded().inputs("redis-token")["special"] is False


@pytest.mark.requirement("TC-10")
def test_production_has_a_standby_in_another_zone_and_dev_has_one_node() -> None:
    dev, prod = group(), group(IN_PROD)
    assert (dev["numCacheClusters"], prod["numCacheClusters"]) == (1, 2)
    for inputs, wanted in ((dev, False), (prod, True)):
        assert inputs["multiAzEnabled"] is wanted
        assert inputs["automaticFailoverEnabled"] is wanted
    assert recorded(IN_PROD).registration("redis-group").protect
    assert not recorded().registration("redis-group").protect


def test_a_second_node_is_a_standby_wherever_it_is_asked_for() -> None:
    inputs = group(replace(ARGS, nodes=2))
    assert (inputs["multiAzEnabled"], inputs["automaticFailoverEnabled"]) == (True, True)
    inputs = group(replace(IN_PROD, nodes=1))
    assert (inputs["multiAzEnabled"], inputs["automaticFailoverEnabled"]) == (False, False)


def test_size_and_snapshots_can_be_chosen() -> None:
    inputs = group(replace(IN_PROD, node_type="cache.r7g.large", nodes=3, snapshot_days=7))
    assert (inputs["nodeType"], inputs["numCacheClusters"], inputs["snapshotRetentionLimit"]) == (
        "cache.r7g.large",
        3,
        7,
    )
    assert group(ARGS)["snapshotRetentionLimit"] == 0


def test_a_key_of_our_own_encrypts_data_and_secrets() -> None:
    made_ = recorded(replace(ARGS, kms_key_arn=KEY_ARN))
    assert made_.inputs("redis-group")["kmsKeyId"] == KEY_ARN
    assert made_.inputs("redis-url-parameter")["keyId"] == KEY_ARN


@pytest.mark.requirement("HR-30")
def test_the_url_is_one_secret_with_tls_token_and_address() -> None:
    made_ = recorded()
    secret = made_.registration("redis-url-parameter")
    assert "valueWo" in secret.secrets
    assert secret.inputs["name"] == "/tiktok-commerce/dev/redis-url"
    value = str(secret.inputs["valueWo"])
    token = made_.state("redis-token")["result"]
    host = made_.state("redis-group")["primaryEndpointAddress"]
    assert value == f"rediss://:{token}@{host}:6379"
    assert urlsplit(value).scheme == "rediss"
    link = linked(lambda: Cache("redis", ARGS).link())
    assert (list(link["secrets"]), link["flows"]) == (["REDIS_URL"], [{"name": "cache", "port": 6379}])


@pytest.mark.requirement("TC-11", "TC-15")
def test_its_parts_are_variables_and_the_token_a_secret() -> None:
    link = linked(lambda: Cache("redis", ARGS).link_parts())
    host = recorded().state("redis-group")["primaryEndpointAddress"]
    assert link["environment"] == {"REDIS_HOST": host, "REDIS_PORT": "6379", "REDIS_TLS": "true"}
    assert list(link["secrets"]) == ["REDIS_PASSWORD"]
    assert link["flows"] == [{"name": "cache", "port": 6379}]


@pytest.mark.requirement("TC-7")
def test_its_group_lets_nobody_in_by_itself() -> None:
    made_ = recorded()
    assert made_.count("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") == 0
    assert made_.inputs("redis-group")["securityGroupIds"] == [made_.state("redis-access-group")["id"]]


@pytest.mark.requirement("TC-32")
def test_each_node_is_watched_by_metrics_that_exist() -> None:
    alarms = made(lambda: Cache("redis", IN_PROD).alarms())
    assert {alarm.key for alarm in alarms} == {
        f"redis-{what}-{node}" for what in ("cpu", "memory", "evictions") for node in ("001", "002")
    }
    nodes = {alarm.metric.dimensions["CacheClusterId"] for alarm in alarms if alarm.metric}
    assert nodes == {"tiktok-commerce-redis-dev-001", "tiktok-commerce-redis-dev-002"}
    assert unpublished(alarms) == []
    assert unpublished(made(lambda: Cache("redis", ARGS).widgets())) == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"engine": "redis", "engine_version": "8.0"}, "engine_version"),
        ({"name": "x" * 41}, "name"),
        ({"nodes": 7}, "nodes"),
    ],
)
def test_fails_with_what_elasticache_refuses(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(ARGS, **settings)
