"""Secrets Manager, SSM parameters, KMS and STS."""

from collections.abc import Iterator

from .core import Call, Need, encryption, mapped, unknown

_KEYLESS = {"ListKeys", "ListAliases", "GenerateRandom", "CreateKey", "DescribeCustomKeyStores"}
_CRYPTOGRAPHY = {
    *("Encrypt", "Decrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GenerateDataKeyPair"),
    *("Sign", "Verify", "GenerateMac", "VerifyMac", "GetPublicKey", "DescribeKey", "CreateGrant"),
    *("GetKeyPolicy", "GetKeyRotationStatus", "ListGrants", "ListResourceTags", "RetireGrant", "RevokeGrant"),
}


@mapped("secretsmanager")
def secrets(call: Call) -> Iterator[Need]:
    """A secret by name or ARN; its ARN ends in six random characters."""
    operation, params = call.operation, call.params
    if operation in ("ListSecrets", "GetRandomPassword"):
        yield Need(action=f"secretsmanager:{operation}", resource="*")
        return
    if operation == "CreateSecret":
        resource = call.arn("secretsmanager", f"secret:{params['Name']}")
        yield Need(action="secretsmanager:CreateSecret", resource=resource)
        return
    if operation == "BatchGetSecretValue":
        yield Need(action="secretsmanager:BatchGetSecretValue", resource="*")
    names = params.get("SecretIdList") or ([params["SecretId"]] if "SecretId" in params else [])
    if not names:
        raise unknown(call)
    action = "GetSecretValue" if operation == "BatchGetSecretValue" else operation
    for name in names:
        found = call.state.secret_arn(call.region, name)
        resource = found or call.full(name, "secretsmanager", "secret:")
        context = {"secretsmanager:SecretId": resource}
        if "VersionStage" in params:
            context["secretsmanager:VersionStage"] = params["VersionStage"]
        yield Need(action=f"secretsmanager:{action}", resource=resource, context=context)
        use = {"GetSecretValue": ("Decrypt",)}.get(action, ("GenerateDataKey", "Decrypt"))
        if action in ("GetSecretValue", "PutSecretValue", "UpdateSecret"):
            # https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
            bound = {"SecretARN": resource}
            yield from encryption(call, "secret", name, *use, via="secretsmanager", bound=bound)


@mapped("ssm")
def parameters(call: Call) -> Iterator[Need]:
    """Parameters by name or path; the leading slash is not doubled in their ARNs."""
    operation, params = call.operation, call.params
    if operation == "DescribeParameters":
        yield Need(action="ssm:DescribeParameters", resource="*")
        return
    names = params.get("Names") or [params.get("Name") or params.get("Path")]
    if names == [None] or "Parameter" not in operation:
        raise unknown(call)
    for name in names:
        resource = call.full(str(name).strip("/"), "ssm", "parameter/")
        yield Need(action=f"ssm:{operation}", resource=resource)
        # https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
        bound = {"PARAMETER_ARN": resource}
        if operation.startswith("Get") and params.get("WithDecryption"):
            yield from encryption(call, "parameter", name, "Decrypt", via="ssm", bound=bound)
        elif operation == "PutParameter":
            yield from encryption(call, "parameter", name, "Encrypt", via="ssm", bound=bound)


@mapped("kms")
def keys(call: Call) -> Iterator[Need]:
    """Keys, with the encryption context and the alias that the caller used."""
    if call.operation in _KEYLESS:
        yield Need(action=f"kms:{call.operation}", resource="*")
        return
    if call.operation not in _CRYPTOGRAPHY:
        raise unknown(call)
    key = call.params.get("KeyId")
    if key is None and call.operation != "Decrypt":
        raise unknown(call)
    context: dict[str, str | list[str]] = {"kms:CallerAccount": call.account}
    given = call.params.get("EncryptionContext") or {}
    for name, value in given.items():
        context[f"kms:EncryptionContext:{name}"] = value
    if given:
        context["kms:EncryptionContextKeys"] = sorted(given)
    if key and "alias/" in key:
        context["kms:RequestAlias"] = key[key.index("alias/") :]
    blob = call.params.get("CiphertextBlob")
    if key is None and isinstance(blob, bytes):
        # the key's id is the plain text of the first 36 bytes of a ciphertext here
        key = blob[:36].decode(errors="replace")
    resource = call.state.key_arn(call.region, key or "")
    if resource is None:
        raise unknown(call, f"there is no key {key!r}")
    yield Need(action=f"kms:{call.operation}", resource=resource, context=context)


@mapped("sts")
def roles(call: Call) -> Iterator[Need]:
    """Assuming a role; its trust policy is checked as the role's own resource policy."""
    if call.operation != "AssumeRole":
        raise unknown(call)
    context: dict[str, str | list[str]] = {"sts:RoleSessionName": call.params["RoleSessionName"]}
    if "ExternalId" in call.params:
        context["sts:ExternalId"] = call.params["ExternalId"]
    yield Need(action="sts:AssumeRole", resource=call.params["RoleArn"], context=context)
