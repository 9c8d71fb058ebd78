"""A function's execution environment: its code, its variables, and a session of its own role."""

import contextlib
import hashlib
import importlib.util
import io
import logging
import os
import sys
import tempfile
import threading
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import boto3

Handler = Callable[[Any, Any], Any]

_PROCESS = threading.RLock()
"""The environment variables, the modules and boto3's default session belong to the whole process."""


class NotExecutable(Exception):
    """A function that can't run inside this process; there is no pretending."""


@dataclass(frozen=True, kw_only=True)
class LambdaContext:
    """The second argument of a handler.

    https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
    """

    function_name: str
    function_version: str
    invoked_function_arn: str
    memory_limit_in_mb: int
    log_group_name: str
    log_stream_name: str
    timeout: float
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.monotonic)
    identity: None = None
    client_context: None = None

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the timeout."""
        return max(0, int((self.timeout - (time.monotonic() - self.started)) * 1000))


class Environment:
    """One warm execution environment.

    Made for the first invocation, kept until code or configuration change.
    """

    def __init__(self, function: Any, layers: list[bytes]) -> None:
        runtime = function.run_time or function.package_type
        if not str(runtime).startswith("python"):
            raise NotExecutable(
                f"{function.function_name} is not executable here: its runtime is {runtime}, and only "
                f"Python handlers run "
                "inside the emulated account"
            )
        # removed with the object, at the latest when the process ends
        self._folder = tempfile.TemporaryDirectory(prefix="function-")
        self.root = Path(self._folder.name)
        self._paths = [str(self.root / "task"), str(self.root / "layers" / "python")]
        for content in layers:
            _unzip(content, self.root / "layers")
        _unzip(function.code_bytes, self.root / "task")
        self._modules: dict[str, ModuleType] = {}
        self._session, credentials = _session(function)
        self._variables = {**_variables(function, self._paths[0]), **credentials, **function.environment_vars}
        with self.active():
            self.handler = self._load(function.handler)

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """The process as the function sees it: its variables, its modules, its credentials."""
        with (
            _PROCESS,
            patch.dict(os.environ, self._variables),
            patch.object(boto3, "DEFAULT_SESSION", self._session),
        ):
            others = {name: module for name, module in sys.modules.items() if name in self._modules}
            sys.modules.update(self._modules)
            sys.path[:0] = self._paths
            try:
                yield
            finally:
                for path in self._paths:
                    sys.path.remove(path)
                self._put_away(others)

    def _put_away(self, others: dict[str, ModuleType]) -> None:
        """Keep the function's modules to itself.

        Another function's package may have files of the same names.
        """
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and str(file).startswith(str(self.root)):
                self._modules[name] = sys.modules.pop(name)
        sys.modules.update(others)

    def _load(self, handler: str) -> Handler:
        module, _, name = handler.rpartition(".")
        file = Path(self._paths[0], *module.split(".")).with_suffix(".py")
        if not file.exists():
            raise ImportError(f"Unable to import module '{module}': No module named '{module}'")
        spec = importlib.util.spec_from_file_location(module.replace("/", "."), file)
        if spec is None or spec.loader is None:
            raise ImportError(f"Unable to import module '{module}'")
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = loaded
        spec.loader.exec_module(loaded)
        found: Handler | None = getattr(loaded, name, None)
        if found is None:
            raise AttributeError(f"Handler '{name}' missing on module '{module}'")
        return found


def _unzip(content: bytes, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(target)


def _session(function: Any) -> tuple[boto3.Session, dict[str, str]]:
    deployer = boto3.Session(region_name=function.region)
    assumed = deployer.client("sts").assume_role(
        RoleArn=function.role, RoleSessionName=function.function_name
    )
    given = assumed["Credentials"]
    session = boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name=function.region,
    )
    return session, {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }


def _variables(function: Any, root: str) -> dict[str, str]:
    """What Lambda sets itself. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html."""
    return {
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": str(function.version),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_LOG_GROUP_NAME": function.logs_group_name,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
        "LAMBDA_TASK_ROOT": root,
        "_HANDLER": function.handler,
    }


def fingerprint(function: Any) -> str:
    """What an environment was made from; another one is needed once it differs."""
    parts = (
        *(function.code_sha_256, function.handler, function.run_time, function.role, function.version),
        *(function.memory_size, sorted(function.environment_vars.items()), str(function.layers)),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@contextlib.contextmanager
def captured() -> Iterator[io.StringIO]:
    """What a handler prints and logs.

    Lambda's own handler on the root logger lets warnings and worse through.
    """
    buffer, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(buffer)
    handler.setFormatter(logging.Formatter("[%(levelname)s]\t%(message)s"))
    root.addHandler(handler)
    try:
        with contextlib.redirect_stdout(buffer), contextlib.redirect_stderr(buffer):
            yield buffer
    finally:
        root.removeHandler(handler)
