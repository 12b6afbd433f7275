"""The collections, their fields and the indexes that queries need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import mongoengine as me
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import CollectionInvalid


class ConversationDocument(me.Document):
    """
    A conversation; `version` starts at 1.

    `section_key` is `<account>:` and `u`, `a` or `c` (unassigned, assigned,
    closed); `owner_key` is `<account>:<user>` while open and assigned.
    `activity_position` is the feed position of its newest entry, `trail`
    holds the last ones, oldest first. `read_by` are the users who have
    nothing unread in it.
    """

    meta: ClassVar[dict[str, Any]] = {
        "collection": "conversations",
        "auto_create_index": False,
        "indexes": [
            # A section, newest activity first.
            {"fields": ["section_key", "activity_position"]},
            # Assigned to me, newest activity first.
            {"fields": ["owner_key", "activity_position"]},
        ],
    }

    conversation_id = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    channel_id = me.StringField(required=True)
    channel_kind = me.StringField(required=True)
    identity_keys = me.ListField(me.StringField())
    contact = me.DictField(required=True)
    state = me.StringField(required=True)
    assignee_id = me.StringField()
    sector_id = me.StringField()
    assignment_version = me.LongField(required=True)
    waiting = me.BooleanField()
    last_message = me.DictField()
    activity_time = me.DateTimeField(required=True)
    create_time = me.DateTimeField(required=True)
    close_time = me.DateTimeField()
    window_close_time = me.DateTimeField()
    sequence = me.LongField(required=True)
    inbound_count = me.LongField(required=True)
    last_inbound_sequence = me.LongField(required=True)
    version = me.LongField(required=True)
    section_key = me.StringField(required=True)
    owner_key = me.StringField()
    activity_position = me.LongField(required=True)
    trail = me.ListField(me.LongField())
    read_by = me.ListField(me.StringField())
    search_text = me.StringField()
    referral = me.BinaryField()
    opted_out = me.BooleanField()
    warned_time = me.DateTimeField()


class IdentityDocument(me.Document):
    """Whose conversation a person on a channel is; `_id` `<channel>:<key>`."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "identities",
        "auto_create_index": False,
    }

    identity = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    conversation_id = me.StringField(required=True)


class MessageDocument(me.Document):
    """
    An entry of a thread; `_id` is its natural key, so it exists once.

    Empty fields are left out. `position` is that of the event that added it.
    """

    meta: ClassVar[dict[str, Any]] = {
        "collection": "messages",
        "auto_create_index": False,
        "indexes": [
            # A thread, newest first.
            {"fields": ["conversation_id", "sequence"]},
        ],
    }

    natural_key = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    message_id = me.StringField(required=True)
    conversation_id = me.StringField(required=True)
    sequence = me.LongField(required=True)
    position = me.LongField(required=True)
    direction = me.StringField(required=True)
    kind = me.StringField(required=True)
    create_time = me.DateTimeField(required=True)
    text = me.StringField()
    author_id = me.StringField()
    status = me.IntField()
    status_at = me.DateTimeField()
    error_reason = me.StringField()
    error_detail = me.StringField()
    provider_time = me.DateTimeField()
    request_id = me.StringField()
    provider_message_id = me.StringField()
    provider_kind = me.StringField()
    timeline = me.DictField()
    content = me.DictField()
    quote = me.DictField()
    reactions = me.ListField(me.DictField())
    edit_time = me.DateTimeField()
    delete_time = me.DateTimeField()
    former_texts = me.ListField(me.StringField())
    origin = me.StringField()
    retries = me.IntField()
    stale_id = me.StringField()


class RefDocument(me.Document):
    """What an outbound message may be found by; `_id` as in `ports.Notice`."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "message_refs",
        "auto_create_index": False,
    }

    ref = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    natural_key = me.StringField(required=True)


class WaitingDocument(me.Document):
    """Notices whose message is not known yet; `_id` is what they wait for."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "waiting_notices",
        "auto_create_index": False,
        "indexes": [
            # Forgetting the old.
            {"fields": ["create_time"]},
        ],
    }

    ref = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    create_time = me.DateTimeField(required=True)
    notices = me.ListField(me.DictField())


class MarkDocument(me.Document):
    """How far a user has read; `_id` is `<conversation>:<user>`."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "read_marks",
        "auto_create_index": False,
    }

    mark = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    inbound_count = me.LongField(required=True)
    marked_unread = me.BooleanField(required=True)


class AccountDocument(me.Document):
    """
    An account; `_id` is its id.

    `position` is the newest of its feed, `feed_start` the newest forgotten.
    `counts` is, per channel, `closed` and `open` by owner, `-` for nobody.
    """

    meta: ClassVar[dict[str, Any]] = {
        "collection": "accounts",
        "auto_create_index": False,
    }

    account_id = me.StringField(primary_key=True)
    position = me.LongField(required=True)
    feed_start = me.LongField(required=True)
    counts = me.DictField()


class FeedDocument(me.Document):
    """
    Events of one transaction: `_id` `<account>:<first position, 12 digits>`.

    `events` are in order of position up to `last`: `n` the routing key, `c`
    the channel, `b` the encoded message.
    """

    meta: ClassVar[dict[str, Any]] = {
        "collection": "feed",
        "auto_create_index": False,
        "indexes": [
            # Reading on from a position.
            {"fields": ["account_id", "last"]},
            # Forgetting the old.
            {"fields": ["create_time"]},
        ],
    }

    first = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    last = me.LongField(required=True)
    create_time = me.DateTimeField(required=True)
    events = me.ListField(me.DictField())


class ParkedDocument(me.Document):
    """Changes whose message is not known yet; `_id` is what they wait for."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "parked_changes",
        "auto_create_index": False,
    }

    ref = me.StringField(primary_key=True)
    create_time = me.DateTimeField(required=True)
    changes = me.ListField(me.DictField())


class ChannelDocument(me.Document):
    """A channel, as ingest told of it at `at`; `_id` is its id."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "channels",
        "auto_create_index": False,
    }

    channel_id = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    at = me.DateTimeField(required=True)
    kind = me.StringField(required=True)
    stopped = me.BooleanField(required=True)
    removed = me.BooleanField(required=True)
    capabilities = me.DictField(required=True)


class TemplateDocument(me.Document):
    """A template, as ingest told of it at `at`; `_id` is its id."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "templates",
        "auto_create_index": False,
    }

    template_id = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    at = me.DateTimeField(required=True)
    channel_id = me.StringField(required=True)
    name = me.StringField(required=True)
    language = me.StringField(required=True)
    state = me.StringField(required=True)
    body = me.StringField()
    marketing = me.BooleanField()
    header_kind = me.StringField()
    header_text = me.StringField()
    footer = me.StringField()
    buttons = me.ListField(me.StringField())
    variables = me.ListField(me.StringField())


class ConsentDocument(me.Document):
    """Whether a person wants marketing; `_id` `<account>:<channel>:<key>`."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "consents",
        "auto_create_index": False,
    }

    consent = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    at = me.DateTimeField(required=True)
    marketing = me.BooleanField(required=True)


class CampaignDocument(me.Document):
    """A campaign; `_id` is its id, `counts` how many recipients stand where."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "campaigns",
        "auto_create_index": False,
        "indexes": [
            # The list, and what was made by a request.
            {"fields": ["account_id", "request_id"]},
            # What is due.
            {"fields": ["state", "next_time"]},
        ],
    }

    campaign_id = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    request_id = me.StringField(required=True)
    name = me.StringField(required=True)
    channel_id = me.StringField(required=True)
    template_id = me.StringField(required=True)
    creator_id = me.StringField(required=True)
    create_time = me.DateTimeField(required=True)
    batch_size = me.IntField(required=True)
    batch_seconds = me.IntField(required=True)
    daily_limit = me.IntField(required=True)
    purpose = me.StringField()
    state = me.StringField(required=True)
    reason = me.StringField()
    counts = me.DictField()
    replied = me.IntField()
    next_time = me.DateTimeField()
    end_time = me.DateTimeField()
    sent_at = me.ListField(me.DictField())
    version = me.LongField(required=True)


class RecipientDocument(me.Document):
    """One person of a campaign's list; `_id` `<campaign>:<line, 6 digits>`."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "campaign_recipients",
        "auto_create_index": False,
        "indexes": [
            # A list, and those of one state in its order.
            {"fields": ["campaign_id", "reach", "line"]},
        ],
    }

    recipient = me.StringField(primary_key=True)
    campaign_id = me.StringField(required=True)
    line = me.IntField(required=True)
    given_phone = me.StringField()
    phone = me.StringField()
    name = me.StringField()
    variables = me.ListField(me.DictField())
    opt_in = me.StringField()
    reach = me.StringField(required=True)
    reason = me.StringField()
    message_id = me.StringField()
    replied = me.BooleanField()
    look_time = me.DateTimeField()


DOCUMENTS = (
    CampaignDocument,
    RecipientDocument,
    ParkedDocument,
    ChannelDocument,
    TemplateDocument,
    ConsentDocument,
    ConversationDocument,
    IdentityDocument,
    MessageDocument,
    RefDocument,
    WaitingDocument,
    MarkDocument,
    AccountDocument,
    FeedDocument,
)


class Collections:
    """The collections as pymongo has them, for writing in bulk."""

    def __init__(self, database: Database[Any]) -> None:
        def of(document: type[me.Document]) -> Collection[dict[str, Any]]:
            return database[_meta(document)["collection"]]

        self.conversations = of(ConversationDocument)
        self.identities = of(IdentityDocument)
        self.messages = of(MessageDocument)
        self.refs = of(RefDocument)
        self.waiting = of(WaitingDocument)
        self.marks = of(MarkDocument)
        self.accounts = of(AccountDocument)
        self.feed = of(FeedDocument)
        self.parked = of(ParkedDocument)
        self.channels = of(ChannelDocument)
        self.templates = of(TemplateDocument)
        self.consents = of(ConsentDocument)
        self.campaigns = of(CampaignDocument)
        self.recipients = of(RecipientDocument)

    def prepare(self) -> None:
        """Make what is missing; a transaction cannot. Safe to repeat."""
        database = self.conversations.database
        present = set(database.list_collection_names())
        for document in DOCUMENTS:
            name = _meta(document)["collection"]
            if name not in present:
                _create(database, name)
            for spec in _meta(document).get("indexes", ()):
                database[name].create_index([(field, 1) for field in spec["fields"]])


def _meta(document: type[me.Document]) -> Mapping[str, Any]:
    """Return what *document* says of its collection."""
    return document._meta  # noqa: SLF001  # mongoengine's own name for it


def _create(database: Database[Any], name: str) -> None:
    try:
        database.create_collection(name)
    except CollectionInvalid:
        # The other process of this service was faster.
        return


AT_ONCE = 16
"""
Keys in one look-up. The embedded database compares each document it finds
with every key that was asked for, so a look-up of hundreds costs their square.
"""


def by_ids(
    collection: Collection[dict[str, Any]],
    ids: Sequence[str],
    fields: Mapping[str, int] | None = None,
    session: ClientSession | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the documents with these `_id`s, in no particular order."""
    for begin in range(0, len(ids), AT_ONCE):
        yield from collection.find(
            {"_id": {"$in": list(ids[begin : begin + AT_ONCE])}},
            fields,
            session=session,
        )
