"""A stack deployed to an emulated account that runs: what the tests of this folder use through boto3.

moto's back ends belong to the process, so there is one world at a time; a module keeps its worlds for all of
its tests.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3

from components.program import program
from emulator import runtime
from emulator.account import Account
from emulator.deploy import AwsDeployment, deploy
from emulator.given import provide
from smoke.core import Result
from smoke.runner import run
from tests.support.program import Variant, config_of

# The zones of the sample domains, and of the domains of `tests.support.variants`.
ZONES = ("zone=example.com", "zone=company.dev")


@dataclass(frozen=True, kw_only=True)
class World:
    """An account and what was deployed to it.

    Attributes:
        account: Active.
        deployment: How it came about.
        platform: The platform that tests look at.
    """

    account: Account
    deployment: AwsDeployment
    platform: str = "hookrelay"

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The platform's outputs."""
        found: Mapping[str, Any] = self.deployment.outputs[self.platform]
        return found

    def __getitem__(self, output: str) -> Any:
        """One of the platform's outputs."""
        return self.outputs[output]

    def client(self, service: str, region: str | None = None) -> Any:
        """A client of somebody who may do anything."""
        return self.account.client(service, region)

    def session(self, role_arn: str | None = None) -> boto3.Session:
        """A session of a role, or of somebody who may do anything."""
        return self.account.session(role_arn)

    def checks(self, *, writes: bool = True) -> list[Result]:
        """The outcomes of the smoke checks."""
        return list(run(self.deployment.outputs, self.session(), writes=writes))

    def record_sets(self, zone: str) -> list[dict[str, Any]]:
        """Every record of a zone."""
        route53 = self.client("route53")
        zones = route53.list_hosted_zones_by_name(DNSName=zone)["HostedZones"]
        pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zones[0]["Id"])
        return [record for page in pages for record in page["ResourceRecordSets"]]

    def records(self, zone: str) -> dict[str, set[str]]:
        """Name -> types of the records of a zone."""
        found: dict[str, set[str]] = {}
        for record in self.record_sets(zone):
            found.setdefault(record["Name"], set()).add(record["Type"])
        return found

    def resources(self) -> set[tuple[str, str]]:
        """Type and name of everything that was made."""
        registrations = self.deployment.registrations
        return {(registrations[urn].typ, registrations[urn].name) for urn in self.deployment.created}


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A world of which all smoke checks hold.

    Attributes:
        world: The world.
        results: The outcomes of those that apply.
    """

    world: World
    results: list[Result]

    @property
    def titles(self) -> set[str]:
        """The claims that apply."""
        return {result.title for result in self.results}


@contextmanager
def running_account(region: str = "us-east-1") -> Iterator[Account]:
    """An account whose functions run and whose queues are polled, with the zones of the sample domains."""
    with Account(region) as account, runtime.installed(account.account_id):
        for zone in ZONES:
            provide(account, zone)
        yield account


def deployed_to(
    account: Account, variant: Variant, *, seed: int | None = None, preview: bool = False
) -> AwsDeployment:
    """Deploy a stack to an account."""
    return deploy(
        program,
        account,
        stack=variant.name,
        config=config_of(variant),
        secret_keys=variant.secret_keys,
        seed=seed,
        preview=preview,
    )


@contextmanager
def world(variant: Variant, *, seed: int | None = None) -> Iterator[World]:
    """A fresh account with a stack in it."""
    with running_account(config_of(variant).get("aws:region", "us-east-1")) as account:
        yield World(
            account=account,
            deployment=deployed_to(account, variant, seed=seed),
            platform=variant.platform or "hookrelay",
        )


@contextmanager
def holds(variant: Variant) -> Iterator[Checked]:
    """A stack in a fresh account, deployed in an order of its own, of which everything holds."""
    with world(variant, seed=zlib.crc32(repr(variant).encode())) as deployed:
        results = deployed.checks()
        assert [f"{each.title}: {each.detail}" for each in results if not each.ok] == []
        yield Checked(world=deployed, results=results)
