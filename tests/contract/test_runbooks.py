"""Whoever is woken by an alarm finds what to look at: its link leads to a section that names it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from components.platforms.operations import RUNBOOKS
from components.settings.registry import PLATFORMS
from emulator.graph import Registration
from tests.contract.walk import ALARM, region_of
from tests.platforms.streamcanvas.variants import VARIANTS as STREAMCANVAS
from tests.platforms.trinity.stacks import STACKS as TRINITY
from tests.support.program import ROOT, Variant, declared
from tests.support.recorder import Recorder
from tests.support.variants import VARIANTS

COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
PAGES = ROOT / "docs" / "platforms"
# Every platform in every environment, the choices that have alarms of their own, and one whose edge is in
# another region than its alarms' topic.
STACKS: Mapping[str, Variant] = {
    **{name: Variant(file=name, platform="") for name in ("dev", "staging", "prod")},
    **{name: VARIANTS[name] for name in ("lambda-rest", "frankfurt")},
    **{f"trinity-{name}": TRINITY[name] for name in ("cdn", "everything")},
    "self-hosted": STREAMCANVAS["self-hosted"],
}
SUFFIXES = ("", "-dev", "-staging")  # the pages have production's names
WATCHED = sorted(
    set(PLATFORMS) - {"baseline"}
)  # it is told of findings by rules, and has no alarms of metrics


@pytest.fixture(params=sorted(STACKS))
def recorded(request: pytest.FixtureRequest) -> Recorder:
    """What the program declares for one stack."""
    return declared(STACKS[request.param])


def platform_of(item: Registration) -> str:
    """Whose alarm it is: every resource is named after its platform."""
    return max((name for name in PLATFORMS if item.name.startswith(f"{name}-")), key=len)


@cache
def sections(page: Path) -> Mapping[str, str]:
    """Anchor -> text of each section of a page, with those below it."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = list(re.finditer(r"^(#+) (.+)$", text, flags=re.MULTILINE))
    found = {}
    for number, heading in enumerate(headings):
        end = next(
            (other.start() for other in headings[number + 1 :] if len(other[1]) <= len(heading[1])), len(text)
        )
        anchor = re.sub(r"[^a-z0-9 -]", "", heading[2].lower()).replace(" ", "-")
        found[anchor] = text[heading.end() : end]
    return found


def named(section: str) -> Iterator[str]:
    """The names in the first column of a section's table: `…` and `<…>` stand for anything."""
    for row in re.findall(r"^\| (`.*?) \|", section, flags=re.MULTILINE):
        yield from re.findall(r"`([^`]+)`", row)


def fits(name: str, alarm: str) -> bool:
    """Whether an alarm is meant by a name of a page."""
    pattern = "".join(
        ".*" if part == "…" else ".+" if part.startswith("<") else re.escape(part)
        for part in re.split(r"(…|<[^>]+>)", name)
    )
    return any(re.fullmatch(pattern + suffix, alarm) for suffix in SUFFIXES)


def section_of(item: Registration) -> str:
    """The section that an alarm's description links to."""
    link = re.search(
        rf"Runbook: {re.escape(RUNBOOKS)}/([\w-]+\.md)#([\w-]+)$", item.inputs["alarmDescription"]
    )
    assert link, f"{item.name}: {item.inputs['alarmDescription']}"
    page = PAGES / link[1]
    assert page.is_file(), item.name
    assert page.stem == platform_of(item)
    assert link[2] in sections(page), f"{item.name}: {page.name} has no section #{link[2]}"
    return sections(page)[link[2]]


@pytest.mark.requirement("X-17")
def test_every_alarm_links_to_a_section_that_names_it(recorded: Recorder) -> None:
    alarms = recorded.of_type(ALARM)
    assert len(alarms) > 10
    unnamed = [
        item.inputs["name"]
        for item in alarms
        if not any(fits(name, item.inputs["name"]) for name in named(section_of(item)))
    ]
    assert unnamed == []


@pytest.mark.requirement("X-17")
@pytest.mark.parametrize("platform", WATCHED)
def test_every_name_of_a_runbook_is_that_of_an_alarm(platform: str) -> None:
    text = sections(PAGES / f"{platform}.md")["alarms"]
    alarms = {
        item.inputs["name"]
        for stack in STACKS.values()
        for item in declared(stack).of_type(ALARM)
        if platform_of(item) == platform
    }
    names = list(named(text))
    assert len(names) > 5
    assert [name for name in names if not any(fits(name, alarm) for alarm in alarms)] == []


@pytest.mark.requirement("X-17")
def test_every_alarm_tells_its_platforms_topic_when_it_fires_and_when_it_is_over(recorded: Recorder) -> None:
    for item in recorded.of_type(ALARM):
        outputs = recorded.exports[platform_of(item)]
        topics = {outputs["alertsTopicArn"], outputs["globalAlertsTopicArn"]}
        assert item.inputs["alarmActions"] == item.inputs["okActions"], item.name
        [topic] = item.inputs["alarmActions"]
        assert topic in topics, item.name
        assert item.inputs.get("actionsEnabled") is not False, item.name
        region = item.inputs.get("region") or outputs["region"]
        assert region_of(topic) == region, f"{item.name}: an alarm acts only in its own region"


@pytest.mark.requirement("X-17")
def test_every_platform_has_one_alarm_over_all_of_its_region(recorded: Recorder) -> None:
    alarms = recorded.of_type(ALARM)
    composites = {platform_of(item): item for item in recorded.of_type(COMPOSITE)}
    assert len(composites) == len(recorded.of_type(COMPOSITE))
    assert set(composites) == {platform_of(item) for item in alarms}
    for platform, composite in composites.items():
        region = recorded.exports[platform]["region"]
        here = {
            item.inputs["name"]
            for item in alarms
            if platform_of(item) == platform and (item.inputs.get("region") or region) == region
        }
        assert set(re.findall(r'ALARM\("([^"]+)"\)', composite.inputs["alarmRule"])) == here


@pytest.mark.parametrize(
    ("name", "alarm", "meant"),
    [
        ("HookRelay-HighQueueDepth", "HookRelay-HighQueueDepth", True),
        ("…Throttles", "HookRelay-WorkerThrottles", True),
        ("…-<queue>-depth", "tiktok-commerce-auto-tagging-depth", True),
        ("HookRelay-OldMessages", "HookRelay-AttemptsOldMessages", False),
        ("…Throttles", "HookRelay-ThrottlesSeen", False),
    ],
)
def test_the_walk_tells_names_apart(name: str, alarm: str, meant: bool) -> None:
    assert fits(name, alarm) is meant
