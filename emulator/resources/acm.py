"""Certificates, and the wait until they are validated."""

from collections.abc import Mapping
from typing import Any

from emulator.ledger import lacks
from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._common import built, key_values, present
from emulator.resources._updates import modifies, tags_by
from emulator.resources.parts import forgotten, later, reader, removal

OPTION_NAMES = {
    "certificateTransparencyLoggingPreference": "CertificateTransparencyLoggingPreference",
    "export": "Export",
}


def _imported(r: Request, key: str) -> str:
    """An own certificate; its private key is sent and never part of the outputs."""
    r.take("privateKeyWoVersion")
    made = r.api(
        "acm",
        "import_certificate",
        Certificate=str(r.take("certificateBody")).encode(),
        PrivateKey=key.encode(),
        CertificateChain=str(chain).encode() if (chain := r.take("certificateChain")) else None,
        Tags=key_values(r.tags),
    )
    return str(made["CertificateArn"])


@resource("aws:acm/certificate:Certificate")
def certificate(r: Request) -> Created:
    """A requested or an imported certificate, and the records that prove its names."""
    private = r.take("privateKeyWo") or r.take("privateKey")
    r.take("earlyRenewalDuration")
    if private:
        arn = _imported(r, private)
    else:
        options = built(r, "acm", "request_certificate", "Options", r.take("options"), OPTION_NAMES)
        proofs = built(
            r, "acm", "request_certificate", "DomainValidationOptions", r.take("validationOptions")
        )
        more = present(Options=options, DomainValidationOptions=proofs)
        arn = r.send("acm", "request_certificate", **more)["CertificateArn"]
    found = r.api("acm", "describe_certificate", CertificateArn=arn)["Certificate"]
    records = [_validation_record(option) for option in found.get("DomainValidationOptions") or []]
    # The provider orders the records by name; wildcard and apex share one.
    records.sort(key=lambda record: str(record["domainName"]))
    return arn, {
        "arn": arn,
        "domainName": found["DomainName"],
        "subjectAlternativeNames": r.inputs.get("subjectAlternativeNames")
        or found.get("SubjectAlternativeNames", []),
        "domainValidationOptions": records,
        "status": "PENDING_VALIDATION" if found["Type"] == "AMAZON_ISSUED" else "ISSUED",
        "type": found["Type"],
        "keyAlgorithm": r.inputs.get("keyAlgorithm") or "RSA_2048",
        "validationEmails": [],
        "pendingRenewal": False,
        "renewalEligibility": found.get("RenewalEligibility", "INELIGIBLE"),
    }


def _validation_record(option: dict[str, Any]) -> dict[str, Any]:
    record = option.get("ResourceRecord") or {}
    return {
        "domainName": option["DomainName"],
        "resourceRecordName": record.get("Name"),
        "resourceRecordType": record.get("Type"),
        "resourceRecordValue": record.get("Value"),
    }


@resource("aws:acm/certificateValidation:CertificateValidation")
def certificate_validation(r: Request) -> Created:
    """Waits on AWS; here it makes sure that the certificate exists and its records were declared."""
    arn = r.take("certificateArn")
    fqdns = {str(name).rstrip(".") for name in r.take("validationRecordFqdns", [])}
    found = r.api("acm", "describe_certificate", CertificateArn=arn)["Certificate"]
    if found["Type"] != "AMAZON_ISSUED":
        raise ValueError(f"{r.logical}: an imported certificate can't be validated")
    options = found.get("DomainValidationOptions") or []
    wanted = {str(o["ResourceRecord"]["Name"]).rstrip(".") for o in options if o.get("ResourceRecord")}
    if fqdns and (missing := wanted - fqdns):
        names = ", ".join(sorted(missing))
        raise ValueError(f"{r.logical}: the certificate is never issued, no validation record for {names}")
    return f"{arn}", {}


CERTIFICATE = "aws:acm/certificate:Certificate"
OWN = {
    "certificateBody": "Certificate",
    "certificateChain": "CertificateChain",
    "privateKey": "PrivateKey",
    "privateKeyWo": "PrivateKey",
}
"""Inputs of an own certificate, which is imported again under its ARN."""

lacks("acm", "UpdateCertificateOptions")


def _update(r: Request, id_: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Import another certificate in the place of this one."""
    renewed = r.changed & {"certificateBody", "certificateChain", "privateKey", "privateKeyWoVersion"}
    private = r.take("privateKeyWo") or r.take("privateKey")
    for key in ("earlyRenewalDuration", "privateKeyWoVersion", "certificateBody", "certificateChain"):
        r.take(key)
    if renewed and private:
        chain = r.take("certificateChain")
        r.api(
            "acm",
            "import_certificate",
            CertificateArn=id_,
            Certificate=str(r.take("certificateBody")).encode(),
            PrivateKey=private.encode(),
            CertificateChain=chain and str(chain).encode(),
        )
    return {}


def _retag(r: Request, id_: str, fresh: Mapping[str, str], gone: list[str]) -> None:
    """ACM names tags to take away the way it names tags to set."""
    if gone:
        pairs = [{"Key": key} for key in gone]
        r.api("acm", "remove_tags_from_certificate", CertificateArn=id_, Tags=pairs)
    if fresh:
        r.api("acm", "add_tags_to_certificate", CertificateArn=id_, Tags=key_values(fresh))


later(
    CERTIFICATE,
    update=_update,
    updates="acm.import_certificate",
    rename=OWN,
    # The provider's own, and the version of a secret that is not in the state.
    changing=["earlyRenewalDuration", "privateKeyWoVersion"],
)
modifies(
    CERTIFICATE,
    "acm.update_certificate_options",
    only=["options"],
    resets={"options": {"certificateTransparencyLoggingPreference": "ENABLED"}},
    CertificateArn="id",
)
tags_by(CERTIFICATE, "acm.add_tags_to_certificate", _retag)
removal(CERTIFICATE, "acm.delete_certificate", CertificateArn="id")
forgotten("aws:acm/certificateValidation:CertificateValidation")
reader(CERTIFICATE, "acm.describe_certificate", "Certificate", CertificateArn="id")
reader(CERTIFICATE, "acm.list_tags_for_certificate", CertificateArn="id")
reader(
    "aws:acm/certificateValidation:CertificateValidation",
    "acm.describe_certificate",
    "Certificate",
    CertificateArn="certificateArn",
)
