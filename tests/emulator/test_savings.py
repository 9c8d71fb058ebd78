"""What is done once does not change what comes out."""

from __future__ import annotations

import gc

import boto3
import pytest

from emulator import collection
from emulator.account import Account


def test_sessions_share_one_copy_of_the_service_models(account: Account) -> None:
    one, other = (boto3.Session(region_name="us-east-1") for _ in range(2))
    models = [each.client("sqs").meta.service_model._service_description for each in (one, other)]
    assert models[0] is models[1]
    loader = one._session.get_component("data_loader")
    assert len(loader.search_paths) == len(set(loader.search_paths))


def test_a_session_still_finds_models_of_an_operators_own_folder(
    account: Account, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    loader = boto3.Session(region_name="us-east-1")._session.get_component("data_loader")
    assert str(tmp_path) in loader.search_paths


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256"])
def test_asymmetric_keys_still_sign(account: Account, spec: str) -> None:
    kms = account.client("kms")
    key = kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    algorithm = {"RSA_2048": "RSASSA_PSS_SHA_256", "ECC_NIST_P256": "ECDSA_SHA_256"}[spec]
    signature = kms.sign(KeyId=key, Message=b"m", SigningAlgorithm=algorithm)["Signature"]
    answer = kms.verify(KeyId=key, Message=b"m", Signature=signature, SigningAlgorithm=algorithm)
    assert answer["SignatureValid"]


def test_symmetric_keys_still_encrypt(account: Account) -> None:
    kms = account.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    blob = kms.encrypt(KeyId=key, Plaintext=b"words")["CiphertextBlob"]
    assert blob != b"words"
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"words"


def test_garbage_is_collected_as_before_once_a_deployment_is_over() -> None:
    before = gc.get_threshold()
    seen = []

    def deployment() -> None:
        with collection.rare():
            seen.append(gc.get_threshold())
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        deployment()
    assert seen[0] > before
    assert gc.get_threshold() == before
