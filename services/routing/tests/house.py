"""A routing with people and channels in it, on the fakes or the real store."""

from __future__ import annotations

from datetime import timedelta

from builders import ACCOUNT, ADMIN, GATEWAY, PRIVATE, SHARED, connected, user
from fakes import FakeChores, FakePresence, FakeStore

from chassis.testing import FakeClock
from routing.app import App
from routing.domain.distribution import Method, ReopenPolicy
from routing.domain.events import AssignmentMade, AttendantChanged
from routing.use_cases.desk import Policy
from routing.use_cases.presence import ReportSessions
from routing.use_cases.roster import ChangeAttendant
from routing.use_cases.waiting import Bound


class House:
    """The app of one account, and what a test asks of it in few words."""

    def __init__(self, app, published):
        self.app = app
        self._published = published
        self.note(connected(SHARED))
        self.note(connected(PRIVATE, shared=False, installer="ana"))

    @property
    def clock(self):
        return self.app.clock

    def note(self, command):
        return self.app.note_channel(command)

    def joins(self, *user_ids, capacity=0, **facts):
        for user_id in user_ids:
            self.app.note_user(user(user_id, **facts))
            if capacity:
                self.changes(user_id, capacity=capacity)

    def changes(self, user_id, **facts):
        return self.app.change_attendant(ChangeAttendant(user_id, **facts), ADMIN)

    def by(self, method=None, policy=None):
        self.app.set_distribution(
            method and Method(method), policy and ReopenPolicy(policy), ADMIN
        )

    def follows(self, *commands):
        return self.app.follow_conversations(commands)

    def online(self, *user_ids, replica="gw-1"):
        users = frozenset((ACCOUNT, user_id) for user_id in user_ids)
        self.app.report_sessions(ReportSessions(replica, users), GATEWAY)

    def assignment(self, conversation_id="cv_1"):
        reader = self.app.store.read(ACCOUNT)
        return reader.assignments([conversation_id])[conversation_id]

    def has(self, conversation_id="cv_1"):
        return self.assignment(conversation_id).assignee_id

    def person(self, user_id="ana"):
        [found] = self.app.store.read(ACCOUNT).attendants([user_id])
        return found

    def load(self, user_id="ana"):
        return self.person(user_id).load

    def decisions(self, conversation_id="cv_1"):
        found = self.app.store.read(ACCOUNT).decisions(conversation_id, 50)
        return [decision for _, decision in found]

    @property
    def told(self):
        """What was said of conversations, oldest first."""
        return [e for e in self._published() if isinstance(e, AssignmentMade)]

    @property
    def told_of_people(self):
        return [e for e in self._published() if isinstance(e, AttendantChanged)]


def on_fakes(*, draw=lambda _: 0, bound=None):
    store = FakeStore()
    app = App(
        store=store,
        presence=FakePresence(),
        chores=FakeChores(store),
        clock=FakeClock(),
        policy=Policy(draw=draw, owner_wait=timedelta(seconds=5)),
        bound=bound or Bound(),
    )
    return House(app, lambda: store.published)
