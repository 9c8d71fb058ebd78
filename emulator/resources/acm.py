"""Certificates, and the wait until they are validated."""

from typing import Any

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources._changes import Tagging, retagged
from emulator.resources._common import built, key_values, present
from emulator.resources.parts import forgotten, removal

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


ACM = Tagging(
    service="acm",
    add="add_tags_to_certificate",
    remove="remove_tags_from_certificate",
    resource="CertificateArn",
    tags="Tags",
    keys="Tags",
    form="pairs",
)
retagged("aws:acm/certificate:Certificate", ACM)
removal("aws:acm/certificate:Certificate", "acm.delete_certificate", CertificateArn="id")
forgotten("aws:acm/certificateValidation:CertificateValidation")
