"""Which project, which file, which program."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation import ProjectProblem, project_at
from automation.project import OWN


def test_the_package_knows_its_own_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    project = project_at()
    assert project.directory == OWN
    assert project.settings["name"] == "platforms"
    assert project.main.resolve() == OWN


@pytest.mark.requirement("X-2", "TR-4")
@pytest.mark.parametrize(
    ("stack", "file"),
    [
        ("dev", "Pulumi.dev.yaml"),
        ("development", "Pulumi.dev.yaml"),
        ("staging", "Pulumi.staging.yaml"),
        ("stage", "Pulumi.staging.yaml"),
        ("prod", "Pulumi.prod.yaml"),
        ("company/platforms/production", "Pulumi.prod.yaml"),
    ],
)
def test_each_word_for_an_environment_finds_its_file(stack: str, file: str) -> None:
    found = project_at().stack_file(stack)
    assert found is not None
    assert found.resolve() == OWN / file


def test_any_other_stack_has_the_file_of_its_own_name_or_none(project: Path) -> None:
    (project / "Pulumi.mine.yaml").write_text("config: {}\n")
    assert project_at(project).stack_file("mine") == project / "Pulumi.mine.yaml"
    assert project_at(project).stack_file("other") is None


def test_a_link_that_a_checkout_wrote_as_text_is_followed(project: Path) -> None:
    (project / "Pulumi.production.yaml").write_text("Pulumi.prod.yaml")
    (project / "Pulumi.prod.yaml").write_text("config: {}\n")
    assert project_at(project).stack_file("production") == project / "Pulumi.prod.yaml"


def test_stack_files_may_have_a_directory_of_their_own(project: Path) -> None:
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\nstackConfigDir: stacks\n")
    (project / "stacks").mkdir()
    (project / "stacks" / "Pulumi.dev.yaml").write_text("config: {}\n")
    assert project_at(project).stack_file("dev") == project / "stacks" / "Pulumi.dev.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: {name: python}\n")
    (tmp_path / "__main__.py").write_text(
        "import shop_of_project_test\nshop_of_project_test.sold.append(1)\n"
    )
    (tmp_path / "shop_of_project_test.py").write_text("sold = []\n")
    return tmp_path


def test_the_program_of_a_project_elsewhere_is_its_own(project: Path) -> None:
    import sys

    program = project_at(project).program
    program()
    program()
    assert sys.modules.pop("shop_of_project_test").sold == [1, 1]
    assert str(project) not in sys.path


def test_a_program_is_not_run_with_modules_of_another_checkout(project: Path) -> None:
    (project / "automation").mkdir()
    (project / "automation" / "__init__.py").write_text("")
    with pytest.raises(ProjectProblem, match="module 'automation' of its own"):
        project_at(project).program()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name: shop\nruntime: nodejs\n", "only a program in Python"),
        ("runtime: python\n", "names no project"),
        ("name: [", "is not YAML"),
    ],
)
def test_what_cannot_be_embedded_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(text)
    with pytest.raises(ProjectProblem, match=problem):
        project_at(tmp_path)


def test_a_project_without_a_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    with pytest.raises(ProjectProblem, match=r"__main__\.py is missing"):
        project_at(tmp_path)
