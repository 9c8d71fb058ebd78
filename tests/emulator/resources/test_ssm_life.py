"""Parameters change in place and go."""

from emulator.account import Account

from .life import Life

PARAMETER = "aws:ssm/parameter:Parameter"


def test_a_parameter_is_written_over(account: Account) -> None:
    parameter, ssm = Life(account, PARAMETER, name="/p", type="String", value="a"), account.client("ssm")
    outputs = parameter.change(value="b", description="d")
    assert outputs["version"] == 2
    assert ssm.get_parameter(Name="/p")["Parameter"]["Value"] == "b"
    described = parameter.described()
    assert described is not None
    assert described["Description"] == "d"
    parameter.delete()
    assert parameter.described() is None


def test_a_change_of_tags_writes_no_value(account: Account) -> None:
    parameter = Life(account, PARAMETER, name="/p", type="String", value="a", tags={"a": "1"})
    parameter.change(tags={"b": "2"})
    assert parameter.asked == ["RemoveTagsFromResource", "AddTagsToResource"]
    described = parameter.described()
    assert described is not None
    assert (described["Version"], described["tags"]) == (1, [{"Key": "b", "Value": "2"}])


def test_a_new_write_only_value_is_written_when_its_version_says_so(account: Account) -> None:
    parameter = Life(account, PARAMETER, name="/p", type="SecureString", valueWo="a", valueWoVersion=1)
    parameter.change(valueWo="b", valueWoVersion=2)
    found = account.client("ssm").get_parameter(Name="/p", WithDecryption=True)["Parameter"]
    assert found["Value"] == "b"


def test_another_type_is_another_parameter(account: Account) -> None:
    parameter = Life(account, PARAMETER, name="/p", type="String", value="a")
    assert not {"name", "type"} & parameter.handler.updatable(PARAMETER)
