import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.functions.loading import FUNCTIONS, load

PLACEHOLDERS = FUNCTIONS / "placeholder"
NODE = shutil.which("node")


def test_the_python_placeholder_raises_whatever_the_handler_is_called() -> None:
    module = load("placeholder/placeholder.py")
    for name in ("handler", "lambda_handler"):
        with pytest.raises(module.PlaceholderCalledError, match="placeholder"):
            getattr(module, name)({}, None)


def test_the_python_placeholder_doesnt_claim_to_have_what_python_itself_asks_for() -> None:
    module = load("placeholder/placeholder.py")
    assert not hasattr(module, "__path__")


@pytest.mark.skipif(NODE is None, reason="needs Node.js")
def test_the_node_placeholder_throws_and_can_be_awaited_as_a_module() -> None:
    script = f"""
    const load = async () => require({json.dumps(str(PLACEHOLDERS / "placeholder.cjs"))});
    load().then(async (module) => {{
      for (const name of ["handler", "anything"]) {{
        try {{ await module[name]({{}}); console.log("answered"); }}
        catch (error) {{ console.log(error.name + ": " + error.message); }}
      }}
    }});
    """
    done = subprocess.run(  # noqa: S603
        [str(NODE), "-e", script], capture_output=True, text=True, timeout=30, check=True
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("PlaceholderCalledError: this function is a placeholder") for line in lines)


def test_the_executables_zip_is_its_source_with_the_mode_that_lambda_needs() -> None:
    with zipfile.ZipFile(PLACEHOLDERS / "provided.zip") as archive:
        assert archive.namelist() == ["bootstrap"]
        assert archive.read("bootstrap") == (PLACEHOLDERS / "bootstrap").read_bytes()
        assert archive.getinfo("bootstrap").external_attr >> 16 & 0o777 == 0o755


def test_the_executable_tells_the_runtime_api_why_it_cant_start(tmp_path: Path) -> None:
    curl = tmp_path / "curl"
    curl.write_text('#!/bin/sh\nfor word in "$@"; do echo "$word" >> "$CALLS"; done\n')
    curl.chmod(0o755)
    calls = tmp_path / "calls"
    done = subprocess.run(  # noqa: S603
        [str(PLACEHOLDERS / "bootstrap")],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "CALLS": str(calls), "AWS_LAMBDA_RUNTIME_API": "host:9001"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    words = calls.read_text().splitlines()
    assert words[-1] == "http://host:9001/2018-06-01/runtime/init/error"
    error = json.loads(words[words.index("--data") + 1])
    assert error["errorType"] == "PlaceholderCalledError"
    assert "has not been deployed" in error["errorMessage"]
