"""Pages of lists and of the feed, on ports of either kind."""

import pytest
from builders import (
    after,
    assigned,
    close,
    inbound,
    query,
    viewer,
)

from conversations.store import lists


def flat(pages):
    return [id_ for page in pages for id_ in page]


class TestPaging:
    def pages(self, house, between, *, section="unassigned", limit=30):
        found, cursor = [], None
        while True:
            page = house.app.list_conversations(viewer(), query(section), cursor, limit)
            found.append([v.conversation.conversation_id for v in page.views])
            cursor = page.cursor
            if cursor is None:
                return found
            between()

    def given(self, house, count=65):
        house.app.take_in([inbound(f"w{n}", phone=f"+55{n:03}") for n in range(count)])
        opened = [
            e for e in house.events() if e.DESCRIPTOR.name == "ConversationOpened"
        ]
        return [e.conversation.conversation_id for e in opened]

    def test_of_a_list_that_stands_still(self, house):
        """INB-9."""
        cvs = self.given(house)

        pages = self.pages(house, lambda: None)

        assert [len(page) for page in pages] == [30, 30, 5]
        assert flat(pages) == cvs[::-1]

    def test_skips_and_repeats_nothing_while_messages_arrive(self, house):
        """INB-9: those at the bottom move to the top, and new ones come."""
        cvs = self.given(house)
        arrivals = iter(range(1000))

        def messages_arrive():
            house.writes(phone="+55000")
            house.writes(phone="+55064")
            house.writes(phone=f"+55{next(arrivals) + 5:03}")
            house.writes(phone=f"+56{next(arrivals)}")

        pages = self.pages(house, messages_arrive)

        assert flat(pages) == cvs[::-1]

    def test_holds_when_one_moves_more_often_than_its_trail_is_long(self, house):
        """INB-9."""
        cvs = self.given(house)

        def one_writes_a_lot():
            house.app.take_in(
                [inbound(f"x{next(house.ids)}", phone="+55000") for _ in range(40)]
            )

        pages = self.pages(house, one_writes_a_lot)

        assert flat(pages) == cvs[::-1]

    def test_leaves_out_what_left_the_section(self, house):
        cvs = self.given(house)

        pages = self.pages(house, lambda: house.app.close_conversation(close(cvs[0])))

        assert flat(pages) == cvs[:0:-1]

    def test_works_through_all_sections_together(self, house):
        cvs = self.given(house)
        house.app.follow([assigned(cv) for cv in cvs[::3]])
        for cv in cvs[::10]:
            house.app.close_conversation(close(cv))

        pages = self.pages(house, lambda: house.writes(phone="+55001"), section="")

        found = flat(pages)
        assert sorted(found) == sorted(cvs)


class TestLongSearches:
    """On the real database only: a page of a search ends somewhere."""

    @pytest.fixture(autouse=True)
    def short_windows(self, monkeypatch):
        monkeypatch.setattr(lists, "FIRST_WINDOW", 1)
        monkeypatch.setattr(lists, "SEARCH_WINDOWS", 2)

    @pytest.mark.parametrize("section", ["unassigned", ""])
    def test_find_everything_in_more_pages(self, real, section):
        """INB-9."""
        real.app.take_in([inbound(f"w{n}", phone=f"+55{n}") for n in range(12)])
        cvs = [
            e.conversation.conversation_id
            for e in real.events()
            if e.DESCRIPTOR.name == "ConversationOpened"
        ]
        if not section:
            real.app.follow([assigned(cv) for cv in cvs[::3]])
            real.app.close_conversation(close(cvs[4]))
        found, cursor, pages = [], None, 0
        while pages == 0 or cursor:
            page = real.app.list_conversations(
                viewer(), query(section, text="joao"), cursor, 5
            )
            found += [v.conversation.conversation_id for v in page.views]
            cursor, pages = page.cursor, pages + 1
            real.writes(phone="+550")

        assert sorted(found) == sorted(cvs)
        assert pages > 3


class TestFeed:
    def test_is_read_from_any_position(self, house):
        house.app.take_in([inbound(f"w{n}", phone=f"+55{n}") for n in range(10)])
        house.writes(phone="+550")
        everything = frozenset(["ch_1"])

        for position in range(22):
            entries, read = house.app.feed.read(
                "ac_1", position, limit=5, channel_ids=everything
            )
            expected = list(range(position + 1, min(position + 5, 21) + 1))
            assert [e.position for e in entries] == expected
            assert read == (expected[-1] if expected else position)

    def test_of_a_large_transaction_is_read_on_across_documents(self, house):
        house.app.take_in([inbound(f"w{n}", phone=f"+55{n}") for n in range(250)])

        events = house.events()

        assert [e.mark.position for e in events] == list(range(1, 501))

    def test_of_accounts_do_not_mix(self, house):
        house.writes()
        house.writes("x", account_id="ac_2", channel_id="ch_9")

        assert house.app.feed.span("ac_1") == house.app.feed.span("ac_2") == (0, 2)
        assert house.app.feed.span("ac_3") == (0, 0)

    def test_forgets_the_old_and_goes_on_counting(self, house):
        house.writes()
        house.clock.turn(days=40)
        house.writes()

        assert house.app.feed.prune(after(days=10)) == 2
        assert house.app.feed.prune(after(days=10)) == 0
        assert house.app.feed.span("ac_1") == (2, 3)
        assert house.app.feed.prune(after(days=50)) == 1
        house.writes()
        assert house.app.feed.span("ac_1") == (3, 4)
