"""Who is behind an access key, and which documents decide about him."""

import json
from dataclasses import dataclass

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from .language import Document, Principal


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A session of a role.

    Attributes:
        role: ARN of the role.
        session: ARN of the session, which error messages name.
        policies: The role's inline and attached policies.
        boundary: The permissions boundary; None where the role has none.
        scope: The session policy that the role was assumed with, if any.

    """

    role: str
    session: str
    policies: tuple[Document, ...]
    boundary: Document | None = None
    scope: Document | None = None

    @property
    def principal(self) -> Principal:
        """As resource policies name the session."""
        return Principal.role(self.role, self.session)


def _managed(account: str, arn: str) -> Document:
    policy = iam_backends[account]["aws"].get_policy(arn)
    default = next(version for version in policy.versions if version.is_default)
    document: Document = json.loads(default.document)
    return document


def role_policies(account: str, role: str) -> tuple[tuple[Document, ...], Document | None]:
    """A role's identity policies and its boundary, as they are now.

    Raises LookupError when the role is gone: its sessions then have no permissions at all.
    """
    backend, name = iam_backends[account]["aws"], role.rsplit("/", 1)[-1]
    found = backend.roles.values()
    if not any(candidate.arn == role for candidate in found):
        raise LookupError(role)
    inline = [
        json.loads(backend.get_role_policy(name, policy)[1]) for policy in backend.list_role_policies(name)
    ]
    attached = [_managed(account, policy.arn) for policy in backend.list_attached_role_policies(name)[0]]
    boundary = backend.get_role(name).permissions_boundary_arn
    return (*inline, *attached), _managed(account, boundary) if boundary else None


def caller(account: str, access_key: str) -> Caller | None:
    """The role session that owns an access key; None for anybody else, who is the deployer."""
    session = sts_backends[account]["aws"].get_assumed_role_from_access_key(access_key)
    if session is None:
        return None
    try:
        policies, boundary = role_policies(account, session.role_arn)
    except LookupError:
        policies, boundary = (), None
    scope = json.loads(session.policy) if session.policy else None
    return Caller(
        role=session.role_arn, session=session.arn, policies=policies, boundary=boundary, scope=scope
    )


def role(account: str, arn: str) -> Caller:
    """A role as the services see it that act in its name (a Lambda poller, a scheduler)."""
    try:
        policies, boundary = role_policies(account, arn)
    except LookupError:
        policies, boundary = (), None
    return Caller(role=arn, session="", policies=policies, boundary=boundary)


def trust(account: str, arn: str) -> Document | None:
    """The trust policy of a role; None if there is no such role."""
    for candidate in iam_backends[account]["aws"].roles.values():
        if candidate.arn == arn:
            document: Document = json.loads(candidate.assume_role_policy_document)
            return document
    return None
