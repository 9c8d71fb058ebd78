"""What must be true of a deployed platform, asked through boto3.

`make up` runs every check against the embedded AWS, where checks may write; against a real account
`python -m smoke` runs only those that read.
"""

from __future__ import annotations

from smoke.core import CheckFailed, Deployed, Result
from smoke.runner import check, run

__all__ = ["CheckFailed", "Deployed", "Result", "check", "run"]
