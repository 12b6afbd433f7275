"""In-memory ports. Each is held to its port's contract, like the real one."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from gateway import events
from gateway.domain.errors import EmailTaken, SessionMissing
from gateway.outside import Outside


class FakePeople:
    def __init__(self):
        self.rolls = {}
        self.published = []

    def create(self, roll):
        self._store(roll)

    def edit(self, account_id, work):
        roll = self.roll(account_id)
        result = work(roll)
        self._store(roll)
        return result

    def roll(self, account_id):
        if account_id not in self.rolls:
            raise SessionMissing("the account is gone")
        return deepcopy(self.rolls[account_id])

    def find_by_email(self, email):
        users = (u for roll in self.rolls.values() for u in roll.users.values())
        return next((u for u in users if u.email == email), None)

    def account_ids(self):
        return sorted(self.rolls)

    def find_account(self, name):
        accounts = (roll.account for roll in self.rolls.values())
        return next((a for a in accounts if a.name == name), None)

    def _store(self, roll):
        own = [roll.users[user_id] for user_id in roll.changed_users]
        for user in own:
            other = self.find_by_email(user.email)
            same = [u for u in own if u.email == user.email]
            if len(same) > 1 or (other is not None and other.user_id != user.user_id):
                raise EmailTaken(
                    "somebody signs in with this address already", field="email"
                )
        self.published += events.outgoing(roll)
        stored = deepcopy(roll)
        stored.events.clear()
        stored.changed_users.clear()
        stored.changed_groups.clear()
        stored.version += 1
        self.rolls[roll.account.account_id] = stored


class FakeAccess:
    def __init__(self):
        self.sessions = {}
        self.tokens = {}

    def open_session(self, session):
        self.sessions[session.key] = session

    def close_session(self, key):
        self.sessions.pop(key, None)

    def close_sessions(self, account_id, user_id):
        self.sessions = {
            key: s
            for key, s in self.sessions.items()
            if (s.account_id, s.user_id) != (account_id, user_id)
        }

    def find_sessions(self, keys, *, at):
        return {
            key: self.sessions[key]
            for key in keys
            if key in self.sessions and self.sessions[key].expire_time > at
        }

    def add_token(self, token):
        for known in self.list_tokens(token.account_id, token.user_id):
            if known.request_id == token.request_id:
                return known
        self.tokens[token.token_id] = token
        return token

    def remove_token(self, account_id, user_id, token_id):
        mine = {t.token_id for t in self.list_tokens(account_id, user_id)}
        return token_id in mine and self.tokens.pop(token_id) is not None

    def list_tokens(self, account_id, user_id):
        found = [
            t
            for t in self.tokens.values()
            if (t.account_id, t.user_id) == (account_id, user_id)
        ]
        return sorted(found, key=lambda t: t.token_id)

    def find_tokens(self, keys):
        wanted = set(keys)
        return {t.key: t for t in self.tokens.values() if t.key in wanted}

    def touch_token(self, key, *, at):
        for token_id, token in self.tokens.items():
            if token.key == key:
                self.tokens[token_id] = replace(token, last_used_time=at)


class FakeQueue:
    """The replica's queue; a test says what arrives."""

    def __init__(self, on_message, on_gap):
        self.on_message, self.on_gap = on_message, on_gap
        self.connected = False

    def start(self):
        self.connected = True

    async def stop(self):
        self.connected = False


class FakeOutside:
    """Ports in memory, wired as the gateway expects them."""

    def __init__(self):
        self.people, self.access, self.queue = FakePeople(), FakeAccess(), None
        self.database_up = True

    def __call__(self, config):
        return Outside(
            people=self.people,
            access=self.access,
            prepare=lambda: None,
            answers=lambda: self.database_up,
            close=lambda: None,
            queue=self._queue,
        )

    def _queue(self, on_message, on_gap):
        self.queue = FakeQueue(on_message, on_gap)
        return self.queue
