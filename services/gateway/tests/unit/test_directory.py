"""The gateway's copy of channels."""

from builders import Channel, channel, user

from gateway.directory import Directory


def sees(directory, name="ana"):
    return directory.visible(user(name), frozenset({"inbox"}))


def test_a_channel_made_private_is_out_of_sight_at_once():
    """PRM-7."""
    directory = Directory()
    directory.replace([channel()])
    assert sees(directory) == {"ch_1"}

    directory.apply(channel(visibility=Channel.VISIBILITY_PRIVATE))

    assert sees(directory) == frozenset()
    assert sees(directory, "admin") == {"ch_1"}


def test_an_event_that_came_while_reading_is_newer_than_what_was_read():
    directory = Directory()
    directory.begin_reading()
    directory.apply(channel(visibility=Channel.VISIBILITY_PRIVATE))

    directory.replace([channel()])

    assert sees(directory) == frozenset()


def test_what_is_no_longer_read_is_gone():
    directory = Directory()
    directory.replace([channel()])
    directory.begin_reading()

    directory.replace([])

    assert directory.name("ac_1", "ch_1") == ""


def test_accounts_do_not_see_each_other():
    directory = Directory()
    directory.replace([channel(account_id="ac_2")])

    assert sees(directory) == frozenset()
    assert directory.all_ids("ac_2") == {"ch_1"}
