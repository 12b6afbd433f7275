"""
The other services, faked: real gRPC servers in this process, state in memory.

They keep the promises of the contracts that the gateway leans on, verify the
identity they are called with, and remember it.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager

import services_channels
from builders import KEY, conversation
from recado.conversations.v1 import conversation_service_pb2 as conversations
from recado.conversations.v1 import (
    conversation_service_pb2_grpc,
    event_feed_service_pb2_grpc,
    message_service_pb2_grpc,
)
from recado.conversations.v1 import event_feed_service_pb2 as feed
from recado.conversations.v1 import message_service_pb2 as messages
from recado.conversations.v1.message_pb2 import Message
from recado.crm.v1 import contact_pb2, contact_service_pb2, contact_service_pb2_grpc
from recado.ingest.v1 import channel_pb2, channel_service_pb2, channel_service_pb2_grpc
from recado.notifier.v1 import (
    preference_service_pb2,
    preference_service_pb2_grpc,
)
from recado.routing.v1 import (
    assignment_pb2,
    assignment_service_pb2_grpc,
    roster_pb2,
    roster_service_pb2_grpc,
)
from recado.routing.v1 import assignment_service_pb2 as assignments
from recado.routing.v1 import roster_service_pb2 as roster
from world import Code, Service, World

from chassis import rpc

__all__ = ["World", "served"]

Open = conversation().STATE_OPEN
Closed = conversation().STATE_CLOSED


class Channels(Service, channel_service_pb2_grpc.ChannelServiceServicer):
    def ListChannels(self, request, context):
        who = self.world.begin(context)
        everything = who.may("system.gateway")
        found = [
            c
            for c in self.world.channels.values()
            if c.account_id == who.account_id and (everything or who.sees(c.channel_id))
        ]
        return channel_service_pb2.ListChannelsResponse(channels=found)

    def ConnectChannel(self, request, context):
        who = self.world.begin(context)
        made = channel_pb2.Channel(
            channel_id=f"ch_{len(self.world.channels) + 1}",
            account_id=who.account_id,
            kind=request.kind,
            name=request.name,
            visibility=request.visibility,
            installer_id=who.user_id,
            provider_facts=request.provider_facts,
        )
        self.world.channels[made.channel_id] = made
        return channel_service_pb2.ConnectChannelResponse(channel=made)

    def ChangeChannel(self, request, context):
        self.world.begin(context)
        found = self.world.channels.get(request.channel_id)
        if found is None:
            self.world.refuse(context, Code.NOT_FOUND, "CHANNEL_UNKNOWN")
        if request.HasField("visibility"):
            found.visibility = request.visibility
        if request.HasField("name"):
            found.name = request.name
        return channel_service_pb2.ChangeChannelResponse(channel=found)

    def ListProviderCalls(self, request, context):
        self.world.begin(context)
        kind = channel_service_pb2.ListProviderCallsResponse
        call = kind.ProviderCall(call_id="pc_1", fate="forwarded", body_bytes=3)
        call.receive_time = "2030-01-01T12:00:00.000Z"
        return kind(calls=[call])

    def one(self, request, context):
        """Remember the request; return the channel it is about."""
        self.world.begin(context)
        self.world.asked.append(request)
        found = self.world.channels.get(request.channel_id)
        if found is None:
            self.world.refuse(context, Code.NOT_FOUND, "CHANNEL_UNKNOWN")
        return found

    def CheckChannel(self, request, context):
        found = self.one(request, context)
        found.canary.good = True
        return channel_service_pb2.CheckChannelResponse(channel=found)

    def StopChannel(self, request, context):
        found = self.one(request, context)
        found.stopped = request.stopped
        return channel_service_pb2.StopChannelResponse(channel=found)

    def ChangeCredentials(self, request, context):
        found = self.one(request, context)
        return channel_service_pb2.ChangeCredentialsResponse(channel=found)

    def RemoveChannel(self, request, context):
        self.one(request, context)
        return channel_service_pb2.RemoveChannelResponse()

    def ListNotices(self, request, context):
        self.world.begin(context)
        notice = channel_service_pb2.ChannelNotice(
            notice_id="no_1", channel_id="ch_1", what="quality", severity="warning"
        )
        return channel_service_pb2.ListNoticesResponse(notices=[notice])

    def GetProviderCall(self, request, context):
        self.world.begin(context)
        kind = channel_service_pb2.ListProviderCallsResponse.ProviderCall
        return channel_service_pb2.GetProviderCallResponse(
            call=kind(call_id=request.call_id, fate="quarantined"),
            body="{}",
            content_type="application/json",
        )

    def ReplayProviderCalls(self, request, context):
        self.world.begin(context)
        self.world.asked.append(request)
        count = len(request.call_ids)
        return channel_service_pb2.ReplayProviderCallsResponse(replayed=count)


class Conversations(Service, conversation_service_pb2_grpc.ConversationServiceServicer):
    def ListConversations(self, request, context):
        who = self.world.begin(context)
        items = [
            conversations.ConversationView(conversation=c)
            for c in self.world.conversations.values()
            if who.sees(c.channel_id)
        ]
        return conversations.ListConversationsResponse(items=items, position=7)

    def CountConversations(self, request, context):
        self.world.begin(context)
        return conversations.CountConversationsResponse(unassigned=1, mine=2)

    def GetConversation(self, request, context):
        item = self.view(request, context)
        return conversations.GetConversationResponse(item=item)

    def CloseConversation(self, request, context):
        item = self.view(request, context)
        self.world.conversations[request.conversation_id].state = Closed
        item.conversation.state = Closed
        return conversations.CloseConversationResponse(item=item)

    def ReopenConversation(self, request, context):
        item = self.view(request, context)
        self.world.conversations[request.conversation_id].state = Open
        item.conversation.state = Open
        return conversations.ReopenConversationResponse(item=item)

    def MarkConversation(self, request, context):
        self.view(request, context)
        answer = conversations.MarkConversationResponse()
        answer.read_mark.inbound_count = request.inbound_count
        answer.read_mark.marked_unread = request.unread
        return answer

    def view(self, request, context):
        who = self.world.begin(context)
        found = self.world.conversations.get(request.conversation_id)
        if found is None or not who.sees(found.channel_id):
            self.world.refuse(context, Code.NOT_FOUND, "CONVERSATION_UNKNOWN")
        return conversations.ConversationView(conversation=found)


class Messages(Service, message_service_pb2_grpc.MessageServiceServicer):
    def ListMessages(self, request, context):
        self.world.begin(context)
        return messages.ListMessagesResponse(
            messages=[Message(message_id="ms_1", kind="text")]
        )

    def SendMessage(self, request, context):
        self.world.begin(context)
        found = self.world.conversations.get(request.conversation_id)
        if found is None:
            self.world.refuse(context, Code.NOT_FOUND, "CONVERSATION_UNKNOWN")
        plain = not (request.HasField("attachment") or request.HasField("template"))
        if plain and not (request.text.strip() or request.HasField("location")):
            self.world.refuse(context, Code.INVALID_ARGUMENT, "TEXT_EMPTY")
        if 0 <= request.seen_sequence < found.last_inbound_sequence:
            seen = str(found.last_inbound_sequence)
            self.world.refuse(
                context, Code.ABORTED, "STALE_REPLY", last_inbound_sequence=seen
            )
        self.world.sent.append(request)
        made = Message(message_id="ms_2", kind="text", text=request.text)
        made.request_id = request.request_id
        return messages.SendMessageResponse(
            message=made, item=conversations.ConversationView(conversation=found)
        )

    def RetryMessage(self, request, context):
        return messages.RetryMessageResponse(message=self.noted(request, context))

    def ReactToMessage(self, request, context):
        return messages.ReactToMessageResponse(message=self.noted(request, context))

    def StartConversation(self, request, context):
        made = self.noted(request, context)
        item = conversations.ConversationView(
            conversation=next(iter(self.world.conversations.values()))
        )
        return messages.StartConversationResponse(item=item, message=made)

    def noted(self, request, context):
        """Remember the request; return a message."""
        self.world.begin(context)
        self.world.asked.append(request)
        return Message(message_id="ms_2", kind="text")


class Feed(Service, event_feed_service_pb2_grpc.EventFeedServiceServicer):
    def ReadEvents(self, request, context):
        who = self.world.begin(context)
        self.world.feed_reads += 1
        after, kept = request.after_position, self.world.first_kept
        if 0 < after < kept - 1:
            self.world.refuse(context, Code.OUT_OF_RANGE, "POSITION_GONE")
        later = [e for e in self.world.feed if e.mark.position > max(after, kept - 1)]
        page = later[: request.page_size or 200]
        events = []
        for event in page:
            if who.sees(event.conversation.channel_id):
                name = _name(event)
                events.append(feed.FeedEvent(**{name: event}))
        return feed.ReadEventsResponse(
            events=events,
            next_position=page[-1].mark.position if page else after,
            last_position=self.world.feed[-1].mark.position if self.world.feed else 0,
        )


def _name(event):
    names = feed.FeedEvent.DESCRIPTOR.fields
    return next(f.name for f in names if f.message_type == event.DESCRIPTOR)


class Assignments(Service, assignment_service_pb2_grpc.AssignmentServiceServicer):
    def ClaimConversation(self, request, context):
        who = self.world.begin(context)
        return assignments.ClaimConversationResponse(
            assignment=self.give(request, who.user_id, context)
        )

    def AssignConversation(self, request, context):
        self.world.begin(context)
        return assignments.AssignConversationResponse(
            assignment=self.give(request, request.user_id, context)
        )

    def UnassignConversation(self, request, context):
        self.world.begin(context)
        return assignments.UnassignConversationResponse(
            assignment=self.give(request, "", context)
        )

    def ListDecisions(self, request, context):
        self.world.begin(context)
        decision = assignment_pb2.Decision(decision_id="dc_1", trigger="claim")
        return assignments.ListDecisionsResponse(decisions=[decision])

    def give(self, request, user_id, context):
        found = self.world.conversations.get(request.conversation_id)
        if found is None or request.conversation_id in self.world.unheard_of:
            self.world.refuse(context, Code.NOT_FOUND, "ASSIGNMENT_UNKNOWN")
        version = found.assignment_version + 1
        return assignment_pb2.Assignment(
            conversation_id=request.conversation_id,
            assignee_id=user_id,
            version=version,
        )


class Roster(Service, roster_service_pb2_grpc.RosterServiceServicer):
    def ListAttendants(self, request, context):
        self.world.begin(context)
        return roster.ListAttendantsResponse(attendants=self.world.attendants.values())

    def SetAvailability(self, request, context):
        who = self.world.begin(context)
        made = roster_pb2.Attendant(user_id=who.user_id, available=request.available)
        return roster.SetAvailabilityResponse(attendant=made)

    def ChangeAttendant(self, request, context):
        self.world.begin(context)
        made = roster_pb2.Attendant(user_id=request.user_id, capacity=request.capacity)
        return roster.ChangeAttendantResponse(attendant=made)

    def ReportSessions(self, request, context):
        self.world.reports.append(sorted(s.user_id for s in request.sessions))
        return roster.ReportSessionsResponse()

    def ListSectors(self, request, context):
        self.world.begin(context)
        return roster.ListSectorsResponse(
            sectors=[roster_pb2.Sector(sector_id="st_1", name="S")]
        )

    def SaveSector(self, request, context):
        self.world.begin(context)
        made = roster_pb2.Sector(
            sector_id=request.sector_id or "st_2", name=request.name
        )
        return roster.SaveSectorResponse(sector=made)

    def GetDistribution(self, request, context):
        self.world.begin(context)
        return roster.GetDistributionResponse()

    def SetDistribution(self, request, context):
        self.world.begin(context)
        settings = roster_pb2.DistributionSettings(
            method=request.method, reopen_policy=request.reopen_policy
        )
        return roster.SetDistributionResponse(settings=settings)


class Contacts(Service, contact_service_pb2_grpc.ContactServiceServicer):
    def GetContact(self, request, context):
        return contact_service_pb2.GetContactResponse(contact=self.one(context))

    def GetConversationContact(self, request, context):
        return contact_service_pb2.GetConversationContactResponse(
            contact=self.one(context)
        )

    def ListContacts(self, request, context):
        return contact_service_pb2.ListContactsResponse(contacts=[self.one(context)])

    def CreateContact(self, request, context):
        self.world.begin(context)
        return contact_service_pb2.CreateContactResponse(contact=request.contact)

    def ChangeContact(self, request, context):
        return contact_service_pb2.ChangeContactResponse(contact=self.one(context))

    def one(self, context):
        self.world.begin(context)
        return contact_pb2.Contact(contact_id="ct_1", version=1, **self.world.contact)


class Preferences(Service, preference_service_pb2_grpc.PreferenceServiceServicer):
    def GetPreferences(self, request, context):
        self.world.begin(context)
        return preference_service_pb2.GetPreferencesResponse()

    def SavePreferences(self, request, context):
        self.world.begin(context)
        return preference_service_pb2.SavePreferencesResponse(
            preferences=request.preferences
        )


@contextmanager
def served(world):
    """Serve all of them; yields the settings that point to them."""
    groups = {
        "ingest_target": [
            (channel_service_pb2_grpc.add_ChannelServiceServicer_to_server, Channels),
            *services_channels.OF_INGEST,
        ],
        "conversations_target": [
            (
                conversation_service_pb2_grpc.add_ConversationServiceServicer_to_server,
                Conversations,
            ),
            (message_service_pb2_grpc.add_MessageServiceServicer_to_server, Messages),
            (event_feed_service_pb2_grpc.add_EventFeedServiceServicer_to_server, Feed),
            *services_channels.OF_CONVERSATIONS,
        ],
        "routing_target": [
            (
                assignment_service_pb2_grpc.add_AssignmentServiceServicer_to_server,
                Assignments,
            ),
            (roster_service_pb2_grpc.add_RosterServiceServicer_to_server, Roster),
        ],
        "crm_bridge_target": [
            (contact_service_pb2_grpc.add_ContactServiceServicer_to_server, Contacts)
        ],
        "notifier_target": [
            (
                preference_service_pb2_grpc.add_PreferenceServiceServicer_to_server,
                Preferences,
            )
        ],
    }
    with ExitStack() as stack:
        yield {name: _serve(world, group, stack) for name, group in groups.items()}


def _serve(world, group, stack):
    def register(server):
        for add, service in group:
            add(service(world), server)

    server, port, _ = rpc.build(register, identity_key=KEY, workers=4, port=0)
    server.start()
    stack.callback(lambda: server.stop(grace=None).wait())
    return f"127.0.0.1:{port}"
