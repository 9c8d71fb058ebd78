"""Keys, parameters and detectors that exist already."""

from typing import Any

from botocore.exceptions import ClientError

from emulator.registry import function
from emulator.request import Request


@function("aws:kms/getKey:getKey")
def one_key(r: Request) -> dict[str, Any]:
    """One key, by id, ARN or alias."""
    asked = r.take("keyId")
    found = r.api("kms", "describe_key", KeyId=asked)["KeyMetadata"]
    return {
        "id": found["KeyId"],
        "keyId": asked,
        "arn": found["Arn"],
        "awsAccountId": found["AWSAccountId"],
        "description": found.get("Description", ""),
        "enabled": found["Enabled"],
        "keyManager": found["KeyManager"],
        "keySpec": found.get("KeySpec", "SYMMETRIC_DEFAULT"),
        "keyState": found["KeyState"],
        "keyUsage": found.get("KeyUsage", "ENCRYPT_DECRYPT"),
        "multiRegion": found.get("MultiRegion", False),
        "origin": found["Origin"],
    }


@function("aws:kms/getAlias:getAlias")
def alias(r: Request) -> dict[str, Any]:
    """One alias; of AWS's own keys, those that moto knows are there as if they had been used before."""
    name = r.take("name")
    try:
        key = r.api("kms", "describe_key", KeyId=name)["KeyMetadata"]
    except ClientError as error:
        raise LookupError(f"KMS has no alias {name} in {r.region}") from error
    arn = f"arn:aws:kms:{r.region}:{r.cloud.account_id}:{name}"
    return {"id": arn, "arn": arn, "name": name, "targetKeyArn": key["Arn"], "targetKeyId": key["KeyId"]}


@function("aws:ssm/getParameter:getParameter")
def parameter(r: Request) -> dict[str, Any]:
    """One parameter, decrypted unless the program says otherwise."""
    name, decrypted = r.take("name"), r.take("withDecryption", True)
    found = r.api("ssm", "get_parameter", Name=name, WithDecryption=decrypted)["Parameter"]
    return {
        "id": found["Name"],
        "name": found["Name"],
        "arn": found["ARN"],
        "type": found["Type"],
        "value": found["Value"],
        "insecureValue": "" if found["Type"] == "SecureString" else found["Value"],
        "version": found["Version"],
    }


@function("aws:ssm/getParametersByPath:getParametersByPath")
def parameters_below(r: Request) -> dict[str, Any]:
    """Every parameter of a folder; a folder without any is no error."""
    path, recursive = r.take("path"), r.take("recursive", False)
    pages = r.cloud.client("ssm", r.region).get_paginator("get_parameters_by_path")
    found = [
        parameter
        for page in pages.paginate(
            Path=path, Recursive=recursive, WithDecryption=r.take("withDecryption", True)
        )
        for parameter in page["Parameters"]
    ]
    members = {"arns": "ARN", "names": "Name", "types": "Type", "values": "Value"}
    return {
        "id": path,
        "path": path,
        **{key: [parameter[member] for parameter in found] for key, member in members.items()},
    }


@function("aws:guardduty/getDetector:getDetector")
def detector(r: Request) -> dict[str, Any]:
    """The region's only detector."""
    ids = [r.take("id")] if r.inputs.get("id") else r.api("guardduty", "list_detectors")["DetectorIds"]
    if len(ids) != 1:
        raise LookupError(f"{len(ids)} GuardDuty detectors in {r.region}; need one")
    found = r.api("guardduty", "get_detector", DetectorId=ids[0])
    return {
        "id": ids[0],
        "arn": f"arn:aws:guardduty:{r.region}:{r.cloud.account_id}:detector/{ids[0]}",
        "status": found["Status"],
        "findingPublishingFrequency": found.get("FindingPublishingFrequency", ""),
        "serviceRoleArn": found.get("ServiceRole", ""),
        "tags": found.get("Tags", {}),
    }
