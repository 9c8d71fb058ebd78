"""Stack files reach a program exactly as the CLI hands them over."""

from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest

from emulator.deploy import declare
from emulator.project import Project, ProjectError, load

SETTINGS = """
name: shop
runtime:
  name: python
  options: {virtualenv: .venv}
config:
  pulumi:disable-default-providers:
    value: [aws]
  aws:region: us-east-1
  size:
    default: small
  shop:colour:
    default: red
  required:
    type: string
"""

Make = Callable[..., Project]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def project(stack: str = "", settings: str = SETTINGS, **files: str) -> Project:
        (tmp_path / "Pulumi.yaml").write_text(settings)
        (tmp_path / "Pulumi.dev.yaml").write_text(stack)
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        return load(tmp_path)

    return project


def test_values_are_text_and_structures_are_json(make: Make) -> None:
    stack = """
config:
  plain: text
  shop:number: 5
  shop:share: 0.5
  shop:version: 1.10
  shop:whole: 2.0
  shop:quoted: "1.10"
  shop:on: true
  other:list: [a, 1, false]
  other:object: {b: 1, a: {c: x}}
  shop:nothing:
"""
    config = make(stack).config("dev")
    assert config["shop:plain"] == "text"
    assert config["shop:number"] == "5"
    assert config["shop:share"] == "0.5"
    assert config["shop:version"] == "1.1"
    assert config["shop:whole"] == "2"
    assert config["shop:quoted"] == "1.10"
    assert config["shop:on"] == "true"
    assert config["other:list"] == '["a",1,false]'
    assert config["other:object"] == '{"b":1,"a":{"c":"x"}}'
    assert config["shop:nothing"] == ""


def test_yes_no_and_dates_are_text_as_for_the_cli(make: Make) -> None:
    config = make("config: {shop:a: yes, shop:b: off, shop:c: 2026-01-01, shop:d: True}").config("dev")
    assert config["shop:a"] == "yes"
    assert config["shop:b"] == "off"
    assert config["shop:c"] == "2026-01-01"
    assert config["shop:d"] == "true"


def test_the_projects_own_values_and_defaults_come_first(make: Make) -> None:
    config = make("config: {shop:colour: blue}").config("dev")
    assert config == {
        "pulumi:disable-default-providers": '["aws"]',
        "aws:region": "us-east-1",
        "shop:size": "small",
        "shop:colour": "blue",
    }


def test_the_command_line_has_the_last_word(make: Make) -> None:
    config = make("config: {shop:colour: blue, aws:region: eu-west-1}").config("dev", {"colour": "green"})
    assert config["shop:colour"] == "green"
    assert config["aws:region"] == "eu-west-1"


def test_an_encrypted_value_is_refused_unless_it_is_given(make: Make) -> None:
    project = make("config: {shop:token: {secure: AAAB}}")
    with pytest.raises(
        ProjectError, match=r"Pulumi\.dev\.yaml: shop:token is encrypted.*--config 'shop:token=\.\.\.'"
    ):
        project.config("dev")
    assert project.config("dev", {"token": "t"})["shop:token"] == "t"
    with pytest.raises(ProjectError, match="a part of shop:deep is encrypted"):
        make("config: {shop:deep: {a: [{secure: AAAB}]}}").config("dev")


def test_a_link_is_followed_also_where_links_are_text(make: Make, tmp_path: Path) -> None:
    project = make("", **{"Pulumi.prod.yaml": "config: {colour: black}"})
    (tmp_path / "Pulumi.production.yaml").symlink_to("Pulumi.prod.yaml")
    (tmp_path / "Pulumi.live.yaml").write_text("Pulumi.prod.yaml")
    assert project.config("production")["shop:colour"] == "black"
    assert project.config("live")["shop:colour"] == "black"


@pytest.mark.parametrize("stack", ["nope", "../dev", "", "a b"])
def test_an_unknown_stack_is_told_with_the_known_ones(make: Make, stack: str) -> None:
    project = make("", **{"Pulumi.prod.yaml": ""})
    with pytest.raises(ProjectError, match=r"no stack named '.*' found in .*; there is dev, prod"):
        project.config(stack)


@pytest.mark.parametrize(
    ("stack", "reason"),
    [
        ("config: [a]", "expected an object, was list"),
        ("just text", "expected an object, was str"),
        ("config: {a: [}", "is not YAML"),
    ],
)
def test_a_stack_file_that_the_cli_would_refuse_is_refused(make: Make, stack: str, reason: str) -> None:
    with pytest.raises(ProjectError, match=reason):
        make(stack).config("dev")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ("runtime: python", "has no name"),
        ("name: shop\nruntime: nodejs", "not nodejs"),
        ("name: shop\nruntime: {name: go}", "not go"),
    ],
)
def test_a_project_that_is_not_one_is_refused(make: Make, settings: str, reason: str) -> None:
    with pytest.raises(ProjectError, match=reason):
        make(settings=settings)


def test_a_directory_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"no Pulumi\.yaml in"):
        load(tmp_path)


def test_the_program_runs_where_it_is_and_imports_from_there(make: Make, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").write_text(
        "import pathlib, pulumi, neighbour_of_main\n"
        "pulumi.export('here', pathlib.Path('data.txt').read_text())\n"
        "pulumi.export('name', __name__)\n"
        "pulumi.export('size', pulumi.Config().get('size'))\n"
    )
    (tmp_path / "app" / "neighbour_of_main.py").write_text("")
    (tmp_path / "app" / "data.txt").write_text("data")
    project = make("config: {size: large}", settings="name: shop\nruntime: python\nmain: app")
    before = Path.cwd()
    deployment = declare(project.program(), project="shop", config=project.config("dev"))
    assert deployment.outputs == {"here": "data", "name": "__main__", "size": "large"}
    assert Path.cwd() == before


def test_a_project_without_a_program_says_so(make: Make) -> None:
    with pytest.raises(ProjectError, match=r"__main__\.py is missing"):
        make().program()


def test_stack_files_may_be_elsewhere_and_end_otherwise(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yml").write_text("name: shop\nruntime: python\nstackConfigDir: stacks")
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.dev.yml").write_text("config: {a: 1}")
    project = load(tmp_path)
    assert project.stacks == ["dev"]
    assert project.config("dev") == {"shop:a": "1"}


def test_outputs_of_the_runtime_are_what_the_program_says(make: Make, tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("import pulumi\nraise pulumi.RunError('no')")
    with pytest.raises(Exception, match=r"^no$"):
        declare(make().program())
    assert pulumi.runtime.settings.get_root_resource() is None
