"""Loads a function's file as Lambda does: by its path, fresh for each execution environment."""

import importlib.util
from pathlib import Path
from types import ModuleType

FUNCTIONS = Path(__file__).parents[2] / "functions"


def load(path: str) -> ModuleType:
    """The module of a file below `functions`."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, FUNCTIONS / path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
