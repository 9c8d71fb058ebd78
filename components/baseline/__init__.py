"""What an account and region has once, for all the stacks in it."""

from components.baseline.composition import Baseline

__all__ = ["Baseline"]
