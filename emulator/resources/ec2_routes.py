"""What becomes of route tables, routes and associations."""

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.request import Request
from emulator.resources._ec2 import filtered, tagging
from emulator.resources.ec2 import ROUTE_NAMES, create_route
from emulator.resources.parts import answered, later, reader, removal

TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
RENAME = {"egressOnlyGatewayId": "EgressOnlyInternetGatewayId"}

lacks("ec2", "DisableVgwRoutePropagation")


def _table(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Inline routes that are gone are deleted, new ones made."""
    wanted, held = r.take("routes", []), r.old.get("routes") or []
    if "routes" in r.changed:
        for route in [route for route in held if route not in wanted]:
            to = {ROUTE_NAMES.get(k, k[0].upper() + k[1:]): v for k, v in route.items() if v and _where(k)}
            _remove(r, id_, to)
        for route in [route for route in wanted if route not in held]:
            create_route(r, id_, route)
    if "propagatingVgws" in r.changed:
        wanted, held = set(r.take("propagatingVgws", [])), set(r.old.get("propagatingVgws") or [])
        for gateway in sorted(held - wanted):
            r.api("ec2", "disable_vgw_route_propagation", RouteTableId=id_, GatewayId=gateway)
        for gateway in sorted(wanted - held):
            r.api("ec2", "enable_vgw_route_propagation", RouteTableId=id_, GatewayId=gateway)
    return {}


def _where(key: str) -> bool:
    """Whether an input of a route is its destination."""
    return key in ("cidrBlock", "ipv6CidrBlock", "destinationCidrBlock", "destinationPrefixListId")


def _route(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Point it at another target."""
    r.send("ec2", "replace_route", rename=RENAME)
    for key in r.changed:  # the target so far, which is replaced
        r.take(key)
    return {}


def _destination(r: Request) -> dict[str, Any]:
    return {key[0].upper() + key[1:]: r.inputs[key] for key in DESTINATIONS if r.inputs.get(key)}


def _remove(r: Request, table: str, to: Mapping[str, Any]) -> None:
    answered(lambda: r.api("ec2", "delete_route", RouteTableId=table, **to))


def _delete_route(r: Request, _: str) -> None:
    _remove(r, r.inputs["routeTableId"], _destination(r))


def associations(r: Request) -> Iterator[dict[str, Any]]:
    """The associations of a subnet or gateway. Their ids change with their tables, ours don't."""
    subnet, gateway = r.known("subnetId"), r.known("gatewayId")
    name, value = ("subnet-id", subnet) if subnet else ("gateway-id", gateway)
    tables = r.api("ec2", "describe_route_tables", Filters=filtered(f"association.{name}", value))
    for table in tables["RouteTables"]:
        for found in table["Associations"]:
            if value in (found.get("SubnetId"), found.get("GatewayId")):
                yield {**found, "RouteTableId": table["RouteTableId"]}


def _associate(r: Request, _: str, __: Mapping[str, Any]) -> dict[str, Any]:
    """Give the subnet or gateway another table."""
    table = r.take("routeTableId")
    for found in associations(r):
        held = found["RouteTableAssociationId"]
        r.api("ec2", "replace_route_table_association", AssociationId=held, RouteTableId=table)
    return {}


def _disassociate(r: Request, _: str) -> None:
    for found in associations(r):
        r.api("ec2", "disassociate_route_table", AssociationId=found["RouteTableAssociationId"])


# Inline routes and propagating gateways: each of them is a call of its own.
later(TABLE, update=_table, changing=["routes", "propagatingVgws"])
later(
    ROUTE,
    update=_route,
    delete=_delete_route,
    updates="ec2.replace_route",
    rename=RENAME,
    lasting=["routeTableId", *DESTINATIONS],
)
later(ASSOCIATION, update=_associate, delete=_disassociate, updates="ec2.replace_route_table_association")
removal(TABLE, "ec2.delete_route_table", RouteTableId="id")
tagging(TABLE)


def _described_table(answer: Any, _: Request, __: str) -> Any:
    (found,) = answer["RouteTables"]
    inline = {api: key for key, api in ROUTE_NAMES.items()}
    routes = [
        {
            inline.get(key, key[0].lower() + key[1:]): value
            for key, value in route.items()
            if key not in ("Origin", "State")
        }
        for route in found["Routes"]
        if route.get("GatewayId") != "local"
    ]
    return {**found, "routes": routes}


def _described_route(answer: Any, r: Request, _: str) -> Any:
    (table,) = answer["RouteTables"]
    to = _destination(r)
    for found in table["Routes"]:
        if to.items() <= found.items():
            return {**found, "RouteTableId": table["RouteTableId"]}
    return None


reader(TABLE, "ec2.describe_route_tables", _described_table, RouteTableIds=lambda _, id_: [id_])
reader(
    ROUTE,
    "ec2.describe_route_tables",
    _described_route,
    names=RENAME,
    RouteTableIds=lambda r, _: [r.known("routeTableId")],
)


def _described_association(answer: Any, r: Request, id_: str) -> Any:
    for table in answer["RouteTables"]:
        for found in table["Associations"]:
            whose = (r.known("subnetId"), r.known("gatewayId"))
            said = [value for value in (found.get("SubnetId"), found.get("GatewayId")) if value]
            if found["RouteTableAssociationId"] == id_ or any(value in whose for value in said):
                return found
    return None


reader(ASSOCIATION, "ec2.describe_route_tables", _described_association)
