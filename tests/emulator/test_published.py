"""What functions read of AWS over plain https."""

import json
import urllib.error
import urllib.request

import pytest

from emulator import runtime
from emulator.account import Account

HOST = "https://cognito-idp.us-east-1.amazonaws.com"


def test_a_pools_keys_are_published_and_those_of_no_pool_are_not(account: Account) -> None:
    pool = account.client("cognito-idp").create_user_pool(PoolName="users")["UserPool"]["Id"]
    with runtime.installed(account.account_id):
        with urllib.request.urlopen(f"{HOST}/{pool}/.well-known/jwks.json") as answer:  # noqa: S310 - https
            keys = json.load(answer)["keys"]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{HOST}/us-east-1_nobody/.well-known/jwks.json")  # noqa: S310 - https
    assert [(key["kty"], key["use"], key["alg"]) for key in keys] == [("RSA", "sig", "RS256")]
    assert "d" not in keys[0]
