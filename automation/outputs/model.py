"""The form that every platform's outputs share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class PlatformOutputs(BaseModel):
    """Outputs of a platform, named as Python names things; what this version doesn't know is left out."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, hide_input_in_errors=True
    )
