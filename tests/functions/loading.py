"""Loads a function's file as Lambda does: by its path, fresh for each execution environment."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

FUNCTIONS = Path(__file__).parents[2] / "functions"


def load(path: str, *beside: str) -> ModuleType:
    """The module of a file below `functions`.

    Args:
        path: The file.
        beside: Files that it imports, which lie side by side in the function's archive.
    """
    spec = importlib.util.spec_from_file_location(Path(path).stem, FUNCTIONS / path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    others = {Path(other).stem: load(other) for other in beside}
    with patch.dict(sys.modules, {spec.name: module, **others}):
        spec.loader.exec_module(module)
    return module
