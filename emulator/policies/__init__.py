"""IAM as AWS evaluates it: documents, conditions, principals, boundaries, and their enforcement.

`allowed` and `evaluate` answer questions about documents alone. `install` makes every boto3 call of a
role's session pass through them while `Account.enforcing_iam()` holds. What needs moto is imported when it
is first used.
"""

from typing import TYPE_CHECKING

from .language import Decision, Document, Principal, allowed, evaluate

if TYPE_CHECKING:
    from emulator.hooks import Call

__all__ = ["Decision", "Document", "Principal", "allowed", "evaluate", "guard", "install"]


def guard(call: "Call") -> None:
    """Decide one boto3 call, if its account enforces IAM now.

    Raises:
        botocore.exceptions.ClientError: the caller may not do this.
        emulator.policies.calls.Unmapped: its permissions are not known here.

    """
    # an unsigned operation (a browser's sign-up, a public object) has no caller to decide about
    if not call.account.iam_enforced or not call.access_key or call.model.auth_type == "none":
        return
    from .enforcement import authorize

    authorize(
        call.account.account_id,
        call.access_key,
        call.service,
        call.operation,
        call.params,
        region=call.region,
        url=call.url,
    )


def install() -> None:
    """Let the guard see every call; more than once is the same as once."""
    from emulator.hooks import HOOKS

    if guard not in HOOKS.guards:
        HOOKS.guards.append(guard)
