"""In-memory ports. Each is held to its port's contract, like the real one."""

from __future__ import annotations

from dataclasses import replace

from notifier.domain.audience import Audience
from notifier.domain.mail import Mail, State
from notifier.domain.preferences import Way


class FakeHouse:
    """Users, channels and preferences; `audiences`, `roster` and `switches`."""

    def __init__(self, ways=Way):
        self.ways = frozenset(ways)
        self.users, self.channels, self.saved, self.times = {}, {}, {}, {}

    def of(self, account_ids):
        return {account_id: self._of_one(account_id) for account_id in account_ids}

    def _of_one(self, account_id):
        def mine(stored):
            return {i: one for i, one in stored.items() if one.account_id == account_id}

        return Audience(
            users={i: u for i, u in mine(self.users).items() if u.active},
            channels=mine(self.channels),
            preferences={u: p for (a, u), p in self.saved.items() if a == account_id},
            ways=self.ways,
        )

    def note_user(self, user, *, at):
        return self._note(self.users, user.user_id, user, at)

    def note_channel(self, channel, *, at):
        return self._note(self.channels, channel.channel_id, channel, at)

    def _note(self, stored, key, one, at):
        if self.times.get(key, at) > at:
            return False
        stored[key], self.times[key] = one, at
        return True

    def find(self, account_id, user_id):
        return self.saved.get((account_id, user_id))

    def save(self, account_id, user_id, preferences):
        self.saved[account_id, user_id] = preferences


class FakeOpenings:
    def __init__(self):
        self.messages, self.answers, self.superseded, self.aside = {}, {}, {}, {}

    def keep(self, account_id, messages, *, at):
        for message in messages:
            self.messages.setdefault(message.message_id, message)
            for other in self.messages.values():
                if (
                    other.conversation_id == message.conversation_id
                    and other.sequence < message.sequence
                ):
                    self.superseded.setdefault(other.message_id, at)

    def find(self, account_id, message_ids):
        return {
            i: replace(m, assignee_id="")
            for i, m in self.messages.items()
            if i in message_ids and m.account_id == account_id
        }

    def newest(self, account_id, conversation_ids):
        mine = self.find(account_id, list(self.messages)).values()
        return {
            m.conversation_id: m
            for m in sorted(mine, key=lambda m: m.sequence)
            if m.conversation_id in conversation_ids
        }

    def set_aside(self, account_id, answers, *, at):
        for answer in answers:
            self.answers.setdefault(answer.answer_id, answer)
            self.aside.setdefault(answer.answer_id, at)

    def waiting_for(self, account_id, message_ids):
        return [
            a
            for a in self.answers.values()
            if a.message_id in message_ids and a.account_id == account_id
        ]

    def forget(self, *, before):
        for message_id, at in list(self.superseded.items()):
            if at < before:
                del self.superseded[message_id], self.messages[message_id]
        for answer_id, at in list(self.aside.items()):
            if at < before:
                del self.aside[answer_id]
                self.answers.pop(answer_id, None)


class FakeLedger:
    """Counts its writes, since the hot path promises none."""

    def __init__(self, openings, mails):
        self.openings, self.mails = openings, mails
        self.told, self.desktop, self.writes = {}, [], 0

    def record(self, account_id, notifications, *, settled=()):
        self.writes += 1
        new = [n for n in notifications if n.notification_id not in self.told]
        for one in new:
            self.told[one.notification_id] = one
            if one.way is Way.DESKTOP:
                self.desktop.append(one)
            else:
                self.mails.add(one)
        for answer_id in settled:
            self.openings.answers.pop(answer_id, None)
        return new

    def forget(self, *, before):
        for key, one in list(self.told.items()):
            if one.at < before:
                del self.told[key]
        self.mails.forget(before)


class FakeMails:
    def __init__(self):
        self.pending, self.over, self.problems = {}, {}, {}

    def add(self, one):
        self.pending[one.notification_id] = Mail(
            mail_id=one.notification_id,
            account_id=one.account_id,
            user_id=one.user_id,
            trigger=one.trigger,
            conversation_id=one.conversation_id,
            channel_id=one.channel_id,
            contact_name=one.contact_name,
            preview=one.preview,
            create_time=one.at,
            due_time=one.at,
            attempts=0,
        )

    def due(self, now, *, limit):
        found = [m for m in self.pending.values() if m.due_time <= now]
        return sorted(found, key=lambda m: m.due_time)[:limit]

    def claim(self, mail, *, until):
        if not self._held(mail):
            return None
        claimed = replace(mail, due_time=until, attempts=mail.attempts + 1)
        self.pending[mail.mail_id] = claimed
        return claimed

    def put_off(self, mail, *, until, problem):
        if self._held(mail):
            self.pending[mail.mail_id] = replace(mail, due_time=until)
            self.problems[mail.mail_id] = problem

    def settle(self, mail, state, *, at, problem):
        if self._held(mail):
            del self.pending[mail.mail_id]
            self.over[mail.mail_id] = (State(state), at)
            self.problems[mail.mail_id] = problem

    def forget(self, before):
        self.over = {i: (s, at) for i, (s, at) in self.over.items() if at >= before}

    def _held(self, mail):
        present = self.pending.get(mail.mail_id)
        return present is not None and present.due_time == mail.due_time


class FakePost:
    """A mail server that answers with what `answers` says, then takes all."""

    def __init__(self, *answers):
        self.answers, self.taken, self.closed = list(answers), [], 0

    def send(self, mail, user):
        if self.answers:
            error = self.answers.pop(0)
            if error is not None:
                raise error
        self.taken.append((mail.mail_id, user.email))

    def close(self):
        self.closed += 1
