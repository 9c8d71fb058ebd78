"""AWS's descriptions, mapped back to inputs."""

from __future__ import annotations

from emulator.drift import as_input, drifted, imported, located


def test_a_name_is_found_whatever_its_spelling_or_where_it_is_said_to_be() -> None:
    description = {"DelaySeconds": "5", "Endpoint": {"Port": 5432}}
    assert located("delaySeconds", description, {}) == "5"
    assert located("port", description, {"port": "Endpoint.Port"}) == 5432
    assert located("port", description, {}) is located("nothing", description, {})


def test_only_what_the_program_gave_and_somebody_changed_has_drifted() -> None:
    before = {"DelaySeconds": "5", "VisibilityTimeout": "30", "Policy": ""}
    now = {"DelaySeconds": "9", "VisibilityTimeout": "30", "Policy": "{}"}
    assert drifted({"delaySeconds": 5, "visibilityTimeoutSeconds": 60}, before, now, {}) == {
        "delaySeconds": 9
    }


def test_what_the_emulator_never_kept_is_no_drift() -> None:
    assert drifted({"tableClass": "STANDARD"}, {}, {}, {}) == {}


def test_what_is_gone_from_the_description_is_gone_from_the_inputs() -> None:
    assert drifted({"policy": "{}"}, {"Policy": "{}"}, {}, {}) == {"policy": None}


def test_a_value_comes_back_in_the_form_in_which_it_was_given() -> None:
    assert as_input(5, "9") == 9
    assert as_input(False, "true") is True
    assert as_input("5", 9) == "9"
    assert as_input({"enabled": True}, {"Enabled": False, "Status": "x"}) == {"enabled": False}
    assert as_input({"a": "1"}, [{"Key": "a", "Value": "2"}]) == {"a": "2"}
    assert as_input(["a"], {"Quantity": 1, "Items": ["b"]}) == ["b"]
    assert as_input([{"attributeName": "a"}], [{"AttributeName": "b"}]) == [{"attributeName": "b"}]


def test_an_import_takes_what_has_the_name_of_an_input_and_leaves_out_what_is_empty() -> None:
    queue = "aws:sqs/queue:Queue"
    description = {"DelaySeconds": "5", "FifoQueue": "true", "Policy": "", "ApproximateNumberOfMessages": "3"}
    assert imported(queue, description, {}) == {"delaySeconds": 5, "fifoQueue": True}
