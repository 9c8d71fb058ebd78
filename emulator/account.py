"""An AWS account that lives in this process: moto behind boto3, with AWS's own rules enforced."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import RLock
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

import boto3
from moto import mock_aws

from . import api_deployments, hooks, ledger, policies, refusals, savings, validation
from .hooks import HOOKS, Call
from .journal import READING
from .repairs import repaired

ACCOUNT_ID = "123456789012"
"""AWS's documentation account; moto's default, which its back ends are keyed by."""

MOTO_CONFIG = {
    "iam": {"load_aws_managed_policies": False},  # half a second; rooms add the few that are attached
    "lambda": {"use_docker": True},  # the class whose invocation runtime.py replaces; docker is never asked
}

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAEMULATEDDEPLOYER",
    "AWS_SECRET_ACCESS_KEY": "emulated",
    "AWS_SESSION_TOKEN": "emulated",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",  # moto doesn't know the account-id hosts of DynamoDB streams
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    "MOTO_ALLOW_NONEXISTENT_REGION": "false",
}
"""What holds while an account is active: nobody's real credentials, profile or endpoint are seen."""

UNSET = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CA_BUNDLE")


@dataclass(frozen=True, kw_only=True)
class ApiCall:
    """A request that changes something, as it was sent.

    Attributes:
        service: botocore's name of the service (`sqs`).
        operation: AWS's name of the operation (`CreateQueue`).
        params: The parameters.
        region: Where it went.
        urn: The resource it was made for, empty for an application's calls.

    """

    service: str
    operation: str
    params: Mapping[str, Any]
    region: str
    urn: str = ""


def _record(call: Call) -> None:
    account = call.account
    if account.actor and not call.operation.startswith(READING):
        account.requests.append(
            ApiCall(
                service=call.service,
                operation=call.operation,
                params=dict(call.params),
                region=call.region,
                urn=account.actor,
            )
        )


class _Deployer:
    """The deployer's session and clients, kept between accounts: making a client takes 20 to 60 ms."""

    def __init__(self) -> None:
        self._session: boto3.Session | None = None
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str) -> Any:
        if self._session is None:
            self._session = boto3.Session()
            self._session.events.register("before-parameter-build", _only_while_active)
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = self._session.client(service, region_name=region)
        return self._clients[key]

    def forget(self) -> None:
        self._session = None
        self._clients.clear()


def forget_clients() -> None:
    """Make the deployer's clients anew when they are next asked for."""
    _DEPLOYER.forget()


def _only_while_active(**_: object) -> None:
    if HOOKS.active is None:
        raise RuntimeError("the emulated account is not active: its clients would ask the real AWS")


_DEPLOYER = _Deployer()

HOOKS.checks += [validation.check, _record]
HOOKS.answers += [api_deployments.answer, ledger.answer]
savings.install()
refusals.install()
policies.install()


@dataclass(frozen=True, kw_only=True)
class Quotas:
    """What a region of the account may hold; AWS raises these on request (Service Quotas, Amazon VPC).

    Attributes:
        vpcs: Networks.
        elastic_addresses: Elastic IP addresses.

    """

    vpcs: int = 5
    elastic_addresses: int = 5


class Account:
    """The account; a context manager, active at most once per process.

    Args:
        region: Region of clients that name none.
        account_id: Twelve digits.
        quotas: What its regions may hold.
        validate: Whether requests are held against AWS's models (only tests of moto itself turn it off).

    Attributes:
        lock: Held while resources are created (clients and back ends are not thread-safe).
        requests: Every change asked for by resources, in order.
        ledger: Operations that were validated and recorded only.
        iam_enforced: Whether sessions of roles are held to their policies.

    """

    def __init__(
        self,
        region: str = "us-east-1",
        account_id: str = ACCOUNT_ID,
        *,
        validate: bool = True,
        quotas: Quotas = Quotas(),
    ) -> None:
        self.region = region
        self.account_id = account_id
        self.validate = validate
        self.lock = RLock()
        self.requests: list[ApiCall] = []
        self.ledger = ledger.Ledger()
        self.iam_enforced = False
        self.quotas = quotas
        self._acting_for: ContextVar[str] = ContextVar("acting_for", default="")
        self._environment = patch.dict(os.environ)
        self._moto = mock_aws(config=MOTO_CONFIG)

    # -- life

    def __enter__(self) -> Self:
        environment = {
            **ENVIRONMENT,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_REGION": self.region,
            "MOTO_ACCOUNT_ID": self.account_id,
        }
        hidden = {key for key in os.environ if key in UNSET or key.startswith("AWS_ENDPOINT_URL")}
        hooks.activate(self)
        self._environment.start()
        for key in hidden:
            del os.environ[key]
        os.environ.update(environment)
        self._moto.start()
        os.environ.update(environment)  # moto puts credentials of its own over them
        self._repairs = repaired()
        self._repairs.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._repairs.__exit__(None, None, None)
        self._moto.stop()
        self._environment.stop()
        hooks.deactivate(self)

    # -- clients

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client of the deployer, who may do anything; made once per service and region."""
        if HOOKS.active is not self:
            raise RuntimeError("the emulated account is not active: use it as a context manager")
        with self.lock:
            return _DEPLOYER.client(service, region or self.region)

    def session(self, role_arn: str | None = None, *, region: str | None = None) -> boto3.Session:
        """A session as an application has it: of a role's temporary credentials, or the deployer's own."""
        if role_arn is None:
            return boto3.Session(region_name=region or self.region)
        assumed = self.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="emulated")["Credentials"]
        return boto3.Session(
            aws_access_key_id=assumed["AccessKeyId"],
            aws_secret_access_key=assumed["SecretAccessKey"],
            aws_session_token=assumed["SessionToken"],
            region_name=region or self.region,
        )

    # -- bookkeeping

    @contextmanager
    def acting_for(self, urn: str) -> Iterator[None]:
        """Everything called meanwhile (in this context) is recorded as asked for by the resource `urn`."""
        if not urn:
            yield
            return
        token = self._acting_for.set(urn)
        try:
            yield
        finally:
            self._acting_for.reset(token)

    @property
    def actor(self) -> str:
        """The resource for which calls are made now; empty for an application's."""
        return self._acting_for.get()

    def calls_of(self, urn: str) -> list[ApiCall]:
        """Changes that one resource asked for, in order."""
        return [call for call in self.requests if call.urn == urn]

    @contextmanager
    def enforcing_iam(self) -> Iterator[None]:
        """Meanwhile, sessions of roles may do what the roles' policies allow, and nothing else."""
        before, self.iam_enforced = self.iam_enforced, True
        try:
            yield
        finally:
            self.iam_enforced = before
