"""Whether new volumes of a region are encrypted: a setting that a region always has."""

from __future__ import annotations

from emulator.registry import Created, resource
from emulator.request import Request
from emulator.resources.parts import again, reader, removal

ENCRYPTION = "aws:ebs/encryptionByDefault:EncryptionByDefault"


@resource(ENCRYPTION)
def encryption_by_default(r: Request) -> Created:
    """On, unless the program says otherwise."""
    operation = "enable" if r.take("enabled", True) else "disable"
    r.api("ec2", f"{operation}_ebs_encryption_by_default")
    return "default", {}


# Switching on and off are two operations.
again(ENCRYPTION, changing=["enabled"])
removal(ENCRYPTION, "ec2.disable_ebs_encryption_by_default")
reader(
    ENCRYPTION,
    "ec2.get_ebs_encryption_by_default",
    lambda answer, _r, _id: {"enabled": answer["EbsEncryptionByDefault"]},
)
