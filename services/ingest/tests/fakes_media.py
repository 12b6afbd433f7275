"""In-memory ports of files, held to the same contract as the real ones."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from builders import NOON, SEALER

from ingest.domain.content import FileState
from ingest.media.jobs import Look
from ingest.media.links import Links
from ingest.media.media import Media
from ingest.media.ports import BlobMissing, Gone, NotYet

PUBLIC_URL = "http://ingest.test"


class FakeBlobs:
    def __init__(self):
        self.blobs = {}

    def put(self, key, body, *, size_bytes, sha256):
        body.seek(0)
        self.blobs[key] = body.read()

    def open(self, key, start=0, end=None):
        if key not in self.blobs:
            raise BlobMissing(key)
        return iter([self.blobs[key][start:end]])

    def delete(self, key):
        self.blobs.pop(key, None)


class FakeFiles:
    def __init__(self):
        self.files = {}
        self.due = {}
        self.expiry = {}
        self.removing = set()
        self.told = []

    def add(self, files, due):
        for file in files:
            if file.file_id not in self.files:
                self.files[file.file_id] = file
                if file.attachment.state is FileState.WAITING:
                    self.due[file.file_id] = due

    def begin_upload(self, file, until):
        there = self.files.get(file.file_id)
        if there is not None and there.ready and file.file_id not in self.removing:
            return there
        before = there or file
        begun = replace(before.waiting(), attempts=before.attempts + 1)
        self.removing.discard(file.file_id)
        self.files[file.file_id] = begun
        self.expiry[file.file_id] = until
        return begun

    def find(self, file_id):
        return None if file_id in self.removing else self.files.get(file_id)

    def take_due(self, now, until):
        ready = sorted((at, i) for i, at in self.due.items() if at <= now)
        if not ready:
            return None
        file_id = ready[0][1]
        self.due[file_id] = until
        before = self.files[file_id]
        taken = replace(before, attempts=before.attempts + 1, tries=before.tries + 1)
        self.files[file_id] = taken
        return taken

    def settle(self, file, due):
        there = self.files.get(file.file_id)
        if (
            there is None
            or file.file_id in self.removing
            or there.attempts != file.attempts
            or there.attachment.state is not FileState.WAITING
        ):
            return False
        self.files[file.file_id] = replace(file, sent=there.sent)
        if due is None:
            self.due.pop(file.file_id, None)
        else:
            self.due[file.file_id] = due
        waiting = file.attachment.state is FileState.WAITING
        if file.provider_message_id and not waiting:
            self.told.append(file)
        return True

    def again(self, file, now):
        waiting = replace(file.waiting(), tries=0)
        there = self.files[file.file_id]
        if there.attachment.state is FileState.FAILED:
            self.files[file.file_id] = waiting
            self.due[file.file_id] = now
            if file.provider_message_id:
                self.told.append(waiting)
        return waiting

    def add_copy(self, file, name, copy):
        there = self.files[file.file_id]
        copies = {name: copy, **there.copies}
        self.files[file.file_id] = replace(there, copies=copies)
        return copies[name]

    def send(self, file_ids, account_id, provider_message_id=""):
        for file_id in file_ids:
            file = self.find(file_id)
            if file is None or file.account_id != account_id or file.sent:
                continue
            told = provider_message_id or file.provider_message_id
            self.files[file_id] = replace(file, sent=True, provider_message_id=told)
            self.expiry.pop(file_id, None)

    def expired(self, now):
        gone = [i for i, at in self.expiry.items() if at <= now]
        for file_id in gone:
            self.removing.add(file_id)
            del self.expiry[file_id]
        return [self.files[i] for i in gone]

    def remove(self, file):
        there = self.files.get(file.file_id)
        if file.file_id in self.removing and there.attempts == file.attempts:
            self.removing.discard(file.file_id)
            del self.files[file.file_id]


class FakeSource:
    """Gives what it was told to, by address or media id."""

    def __init__(self):
        self.files = {}
        self.asked = []

    def fetch(self, channel, source, target):
        self.asked.append(source)
        found = self.files.get(source.media_id or source.url, NotYet("HTTP 503"))
        if isinstance(found, Gone | NotYet):
            raise found
        target.write_bytes(found)
        return hashlib.sha256(found).hexdigest()


class FakeScanner:
    """Knows harm of what says EICAR."""

    def harmful(self, path):
        return b"EICAR" in path.read_bytes()


class FakeWorkshop:
    """Believes what files say of themselves."""

    def __init__(self):
        self.facts = {}

    def look(self, path, media_type, *, playable=True):
        return Look(media_type, **self.facts.get(media_type, {}))

    def convert(self, path, media_type, wanted):
        made = path.parent / "made"
        made.write_bytes(b"as " + wanted.encode() + b": " + path.read_bytes())
        return made

    def strip(self, path, media_type):
        made = path.parent / "stripped"
        made.write_bytes(path.read_bytes().replace(b"GPS", b""))
        return made


def media(channels=None, **fields):
    """Return the use cases of files on ports of memory; nothing runs by itself."""
    found = {
        "files": FakeFiles(),
        "blobs": FakeBlobs(),
        "workshop": FakeWorkshop(),
        "scanner": FakeScanner(),
        "links": Links(SEALER.link_keys, PUBLIC_URL),
        "source": FakeSource(),
        "channels": channels,
        "fetches_at_once": 0,
        "now": lambda: NOON,
    } | fields
    made = Media(**found)
    made.files, made.source = found["files"], found["source"]
    return made
