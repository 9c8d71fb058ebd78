"""Where moto is wrong, put right: in one place, and only while an account is active."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.appsync.exceptions import GraphqlAPINotFound
from moto.appsync.models import AppSyncBackend, GraphqlAPI
from moto.awslambda.models import EventSourceMapping
from moto.core.utils import camelcase_to_underscores
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.rds.exceptions import DBSubnetGroupNotFoundError
from moto.rds.models import RDSBackend
from moto.route53.models import Route53Backend
from moto.s3.models import FakeBucket

from . import (
    api_deployments,
    appsync_parts,
    cache_groups,
    distributions,
    forgotten,
    http_api_updates,
    rest_patches,
)
from .policies import Principal, allowed

GRAPHQL_ID = 26
"""Characters of an API's id (AppSync API reference, TagResource, the pattern of its ARN)."""

LOGGING_SERVICE = "logging.s3.amazonaws.com"

PLAIN_COLONS = 6
"""Colons in a function's ARN; one with a version or an alias has one more."""

FORGOTTEN = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
)
"""Parameters of ECS's CreateService that moto drops, though it keeps and describes those of UpdateService."""

_mark_nat_gateway = EC2Backend.delete_nat_gateway
_modify_endpoint = EC2Backend.modify_vpc_endpoint
_modify_subnet_group = RDSBackend.modify_db_subnet_group
_make_graphql_api = GraphqlAPI.__init__
_make_replica = RDSBackend.create_db_instance_read_replica
_change = Route53Backend.change_resource_record_sets
_make_mapping = EventSourceMapping.__init__
_create_service = EC2ContainerServiceResponse.create_service


def _may_deliver_logs(target_bucket: Any, target_prefix: str | None) -> bool:
    """Whether S3's log delivery may write to the bucket.

    moto compares statements one by one with the text it expects, and fails on a principal `*`.
    """
    if not target_bucket.policy:
        return False
    document = json.loads(target_bucket.policy.decode())
    resource = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/{target_prefix or ''}log"
    context = {
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
        "aws:SourceAccount": target_bucket.account_id,
    }
    return allowed([document], "s3:PutObject", resource, context, Principal.service(LOGGING_SERVICE))


def _service_with_everything(response: Any) -> Any:
    """CreateService, whose service then says what it was made with."""
    answer = _create_service(response)
    service = answer.result["service"]
    for name in FORGOTTEN:
        given = response._get_param(name)
        if given is not None:
            setattr(service, camelcase_to_underscores(name), given)
    return answer


def _endpoint_with_routes(
    backend: Any,
    vpc_id: str,
    policy_doc: Any,
    add_subnets: Any,
    remove_subnets: Any,
    remove_route_tables: list[str] | None,
    add_route_tables: list[str] | None,
    add_security_groups: Any,
    remove_security_groups: Any,
) -> None:
    """ModifyVpcEndpoint, which puts the way to the service into the tables that join, and takes it out again.

    moto does so when the endpoint is made, and can't delete one without its routes.
    """
    (endpoint,) = backend.describe_vpc_endpoints([vpc_id])
    held, prefixes = set(endpoint.route_table_ids), endpoint.destination_prefix_list_id
    _modify_endpoint(
        backend,
        vpc_id,
        policy_doc,
        add_subnets,
        remove_subnets,
        remove_route_tables,
        add_route_tables,
        add_security_groups,
        remove_security_groups,
    )
    wanted = set(endpoint.route_table_ids)
    for table in sorted(held - wanted if prefixes else ()):
        backend.delete_route(table, prefixes)
    for table in sorted(wanted - held if prefixes else ()):
        backend.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=prefixes)


def _delete_nat_gateway(backend: Any, nat_gateway_id: str) -> Any:
    """DeleteNatGateway, after which its interface is gone and its address free."""
    if nat_gateway_id not in backend.nat_gateways:
        raise EC2ClientError("NatGatewayNotFound", f"The Nat Gateway {nat_gateway_id} does not exist")
    gateway = _mark_nat_gateway(backend, nat_gateway_id)
    interface = gateway._eni.id
    for address in backend.addresses:
        if address.eni is not None and address.eni.id == interface:
            backend.disassociate_address(association_id=address.association_id)
    if interface in backend.enis:
        backend.delete_network_interface(interface)
    return gateway


def _subnet_group_that_stays(backend: Any, subnet_name: str, description: Any, subnets: Any) -> Any:
    """ModifyDBSubnetGroup, after which moto has no such group any more."""
    if subnet_name not in backend.subnet_groups:
        raise DBSubnetGroupNotFoundError(subnet_name)
    group = _modify_subnet_group(backend, subnet_name, description, subnets)
    backend.subnet_groups[subnet_name] = group
    return group


def _replica_in_its_region(backend: Any, db_kwargs: dict[str, Any]) -> Any:
    """A replica in another region has that region's subnet and parameter groups, not those of its source.

    moto copies the source, region included, and sets the copy's own attributes in the order of the request.
    """
    replica = _make_replica(backend, {"backend": backend, **db_kwargs})
    if backend.arn_regex.match(db_kwargs["source_db_instance_identifier"]):
        replica.db_parameter_group_name = db_kwargs.get("db_parameter_group_name")
    return replica


def _graphql_api_with_id(api: Any, *args: Any, **kwargs: Any) -> None:
    """A GraphQL API with an id of AWS's form, without which AWS's model refuses its tags."""
    _make_graphql_api(api, *args, **kwargs)
    whole, api.api_id = api.api_id, api.api_id.replace("-", "")[:GRAPHQL_ID]
    api.arn = api.arn.replace(whole, api.api_id)


def _mapping_to_the_alias(mapping: Any, spec: dict[str, Any]) -> None:
    """A mapping that calls what it was told to: moto puts the version that an alias means just now."""
    _make_mapping(mapping, spec)
    told = str(spec["FunctionName"])
    if told.startswith("arn:") and told.count(":") == mapping.function_arn.count(":") > PLAIN_COLONS:
        mapping.function_arn = told


def _delete_graphql_api(backend: Any, api_id: str) -> None:
    """DeleteGraphqlApi, which says so where there is none."""
    if api_id not in backend.graphql_apis:
        raise GraphqlAPINotFound(api_id)
    del backend.graphql_apis[api_id]


def _change_records(backend: Any, zoneid: str, change_list: list[dict[str, Any]]) -> None:
    """ChangeResourceRecordSets, by the records there are.

    moto refuses a creation that it has seen before where any later record exists, though the first one was
    deleted since; whether a record is there, `emulator.refusals` has looked.
    """
    journal = backend.get_hosted_zone(zoneid).rr_changes
    created = [each for each in change_list if each["Action"] == "CREATE"]
    journal[:] = [each for each in journal if each not in type(journal)(created)]
    _change(backend, zoneid, change_list)


@contextmanager
def repaired() -> Iterator[None]:
    """Meanwhile, moto answers as AWS does."""
    with (
        patch.object(FakeBucket, "_log_permissions_enabled_policy", staticmethod(_may_deliver_logs)),
        patch.object(EC2ContainerServiceResponse, "create_service", _service_with_everything),
        patch.object(EC2Backend, "delete_nat_gateway", _delete_nat_gateway),
        patch.object(EC2Backend, "modify_vpc_endpoint", _endpoint_with_routes),
        patch.object(RDSBackend, "modify_db_subnet_group", _subnet_group_that_stays),
        patch.object(RDSBackend, "create_db_instance_read_replica", _replica_in_its_region),
        patch.object(Route53Backend, "change_resource_record_sets", _change_records),
        patch.object(AppSyncBackend, "delete_graphql_api", _delete_graphql_api),
        patch.object(GraphqlAPI, "__init__", _graphql_api_with_id),
        patch.object(EventSourceMapping, "__init__", _mapping_to_the_alias),
        api_deployments.kept(),
        appsync_parts.added(),
        cache_groups.added(),
        distributions.remembered(),
        forgotten.remembered(),
        http_api_updates.added(),
        rest_patches.applied(),
    ):
        yield
