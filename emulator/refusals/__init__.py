"""What AWS refuses and moto accepts: rules of our own, asked before every boto3 call.

One file per AWS service. A rule sees an operation's parameters and may look at the account; it yields
reasons, and any reason means that the call is not made. What the service models say (enums, patterns,
ranges) is `emulator.validation`'s business, and what moto refuses by itself needs no rule.
"""

from .core import Refused, Rule, check, covered, install, reasons, refuses

__all__ = ["Refused", "Rule", "check", "covered", "install", "reasons", "refuses"]
