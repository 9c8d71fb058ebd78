"""Pulumi's inputs become API parameters as the operation's shape says."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import boto3
import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.shapes import Unmapped, archive, compact, convert, fold, tag_list, text

_SESSION = boto3.Session(region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
_MODELS: dict[str, Any] = {}


def shape(service: str, operation: str, member: str | None = None) -> Any:
    if service not in _MODELS:
        _MODELS[service] = _SESSION.client(service).meta.service_model
    found = _MODELS[service].operation_model(operation).input_shape
    return found.members[member] if member else found


def test_keys_match_whatever_their_case() -> None:
    assert convert(
        shape("s3", "PutPublicAccessBlock", "PublicAccessBlockConfiguration"), {"blockPublicAcls": True}
    ) == {"BlockPublicAcls": True}
    assert fold("QueueName") == fold("queue_name") == fold("queueName")


def test_an_unknown_key_is_refused_with_its_path() -> None:
    with pytest.raises(Unmapped, match=r"here\.nonsense"):
        convert(
            shape("s3", "PutPublicAccessBlock", "PublicAccessBlockConfiguration"), {"nonsense": 1}, "here"
        )


def test_absent_members_are_left_out() -> None:
    block = {"blockPublicAcls": True, "ignorePublicAcls": None}
    converted = convert(shape("s3", "PutPublicAccessBlock", "PublicAccessBlockConfiguration"), block)
    assert converted == {"BlockPublicAcls": True}


def test_a_map_becomes_pairs_where_the_api_has_pairs() -> None:
    dimensions = shape("cloudwatch", "PutMetricAlarm", "Dimensions")
    assert convert(dimensions, {"QueueName": "jobs"}) == [{"Name": "QueueName", "Value": "jobs"}]
    assert convert(shape("sns", "CreateTopic", "Tags"), {"a": "b"}) == [{"Key": "a", "Value": "b"}]


def test_a_block_is_a_list_of_one() -> None:
    assert convert(shape("lambda", "CreateFunction", "TracingConfig"), [{"mode": "Active"}]) == {
        "Mode": "Active"
    }
    with pytest.raises(Unmapped, match="2 blocks"):
        convert(shape("lambda", "CreateFunction", "TracingConfig"), [{"mode": "Active"}, {"mode": "Active"}])
    with pytest.raises(Unmapped, match="has members Mode"):
        convert(shape("lambda", "CreateFunction", "TracingConfig"), "Active")


def test_plurals_and_units_are_bridged() -> None:
    specification = shape("lambda", "CreateEventSourceMapping")
    converted = convert(specification, {"maximumBatchingWindowInSeconds": 5, "functionName": "f"})
    assert converted == {"MaximumBatchingWindowInSeconds": 5, "FunctionName": "f"}
    integration = shape("apigatewayv2", "CreateIntegration")
    assert convert(integration, {"timeoutMilliseconds": 29000}) == {"TimeoutInMillis": 29000}


def test_cloudfronts_lists_carry_their_number() -> None:
    aliases = shape("cloudfront", "CreateDistribution", "DistributionConfig").members["Aliases"]
    assert convert(aliases, ["a.example.com", "b.example.com"]) == {
        "Quantity": 2,
        "Items": ["a.example.com", "b.example.com"],
    }


def test_scalars_take_the_type_of_the_shape() -> None:
    function = shape("lambda", "CreateFunction")
    assert convert(function.members["Timeout"], 30.0) == 30
    assert convert(function.members["Publish"], "true") is True
    assert convert(shape("cloudwatch", "PutMetricAlarm", "Threshold"), 1) == 1.0
    assert convert(function.members["FunctionName"], 5.0) == "5"
    with pytest.raises(Unmapped, match="neither true nor false"):
        convert(function.members["Publish"], "perhaps", "f.publish")
    with pytest.raises(Unmapped, match="is a map"):
        convert(function.members["Environment"].members["Variables"], ["a"], "f.variables")


@pytest.mark.parametrize(
    ("value", "written"),
    [(True, "true"), (False, "false"), (30, "30"), (30.0, "30"), (0.5, "0.5"), ("x", "x")],
)
def test_text_is_how_aws_writes_scalars(value: object, written: str) -> None:
    assert text(value) == written


def test_small_helpers() -> None:
    assert compact({"a": 1, "b": None, "c": 0}) == {"a": 1, "c": 0}
    assert tag_list({}) is None
    assert tag_list({"a": "b"}, "TagKey", "TagValue") == [{"TagKey": "a", "TagValue": "b"}]


def names(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_the_same_files_are_the_same_bytes_wherever_and_whenever(tmp_path: Path) -> None:
    digests = set()
    for place in ("a", "b"):
        folder = tmp_path / place / "package"
        folder.mkdir(parents=True)
        (folder / "util.py").write_text("x = 1")
        (tmp_path / place / "index.py").write_text("import package.util")
        digests.add(hashlib.sha256(archive(pulumi.FileArchive(str(tmp_path / place)))).hexdigest())
    assert len(digests) == 1


def test_an_archive_of_assets_has_them_under_their_names(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.py").write_text("a = 1")
    (tmp_path / "b.py").write_text("b = 1")
    bundle = pulumi.AssetArchive(
        {
            "index.py": pulumi.StringAsset("print()"),
            "b.py": pulumi.FileAsset(str(tmp_path / "b.py")),
            "lib": pulumi.FileArchive(str(tmp_path / "lib")),
            "deep": pulumi.AssetArchive({"c.txt": pulumi.StringAsset("c")}),
        }
    )
    assert names(archive(bundle)) == {
        "index.py": b"print()",
        "b.py": b"b = 1",
        "lib/a.py": b"a = 1",
        "deep/c.txt": b"c",
    }


def test_a_zip_that_exists_is_sent_as_it_is(tmp_path: Path) -> None:
    ready = tmp_path / "code.zip"
    ready.write_bytes(archive(pulumi.AssetArchive({"a": pulumi.StringAsset("a")})))
    assert archive(pulumi.FileArchive(str(ready))) == ready.read_bytes()


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nothing-here"):
        archive(pulumi.FileArchive(str(tmp_path / "nothing-here")))
    with pytest.raises(ValueError, match="fetches nothing"):
        archive(pulumi.RemoteArchive("https://example.com/a.zip"))


@given(
    st.dictionaries(
        st.text("abc/", min_size=1, max_size=5).filter(lambda name: "//" not in name), st.text(max_size=8)
    )
)
def test_archives_do_not_depend_on_the_order_of_their_entries(files: dict[str, str]) -> None:
    forth: dict[str, pulumi.Asset | pulumi.Archive] = {
        name: pulumi.StringAsset(content) for name, content in files.items()
    }
    back = dict(reversed(list(forth.items())))
    assert archive(pulumi.AssetArchive(forth)) == archive(pulumi.AssetArchive(back))
