"""What a message holds beside its text, between protobuf and the domain."""

from __future__ import annotations

from recado.ingest.v1 import content_pb2 as pb

from ..domain.content import (
    Attachment,
    Choice,
    ContactCard,
    Content,
    FileKind,
    FileState,
    Location,
    Notice,
    Order,
    OrderItem,
    Referral,
    Share,
    TemplateUse,
)

FILE_KINDS = {
    FileKind.IMAGE: pb.Attachment.KIND_IMAGE,
    FileKind.VIDEO: pb.Attachment.KIND_VIDEO,
    FileKind.AUDIO: pb.Attachment.KIND_AUDIO,
    FileKind.DOCUMENT: pb.Attachment.KIND_DOCUMENT,
    FileKind.STICKER: pb.Attachment.KIND_STICKER,
}
FILE_STATES = {
    FileState.WAITING: pb.Attachment.STATE_WAITING,
    FileState.READY: pb.Attachment.STATE_READY,
    FileState.FAILED: pb.Attachment.STATE_FAILED,
}
_KINDS = {number: kind for kind, number in FILE_KINDS.items()}
_STATES = {number: state for state, number in FILE_STATES.items()}


def write_attachment(found: Attachment) -> pb.Attachment:
    """Return a file for the bus and the API."""
    return pb.Attachment(
        attachment_id=found.attachment_id,
        kind=FILE_KINDS[found.kind],
        state=FILE_STATES[found.state],
        media_type=found.media_type,
        file_name=found.file_name,
        size_bytes=found.size_bytes,
        reason=found.reason,
        width=found.width,
        height=found.height,
        duration_seconds=found.duration_seconds,
        voice=found.voice,
        animated=found.animated,
        has_preview=found.has_preview,
        has_playable=found.has_playable,
    )


def read_attachment(message: pb.Attachment) -> Attachment:
    """Return a file as others tell of it; a kind of tomorrow is a document."""
    return Attachment(
        attachment_id=message.attachment_id,
        kind=_KINDS.get(message.kind, FileKind.DOCUMENT),
        state=_STATES.get(message.state, FileState.WAITING),
        media_type=message.media_type,
        file_name=message.file_name,
        size_bytes=message.size_bytes,
        reason=message.reason,
        width=message.width,
        height=message.height,
        duration_seconds=message.duration_seconds,
        voice=message.voice,
        animated=message.animated,
        has_preview=message.has_preview,
        has_playable=message.has_playable,
    )


def write_content(found: Content) -> pb.Content:
    """Return *found* for the bus."""
    message = pb.Content(
        attachments=[write_attachment(each) for each in found.attachments],
        cards=[_card(each) for each in found.cards],
        forwarded=found.forwarded,
        frequently_forwarded=found.frequently_forwarded,
        raw=found.raw,
    )
    if found.location:
        message.location.CopyFrom(_location(found.location))
    if found.choice:
        message.choice.CopyFrom(_choice(found.choice))
    if found.order:
        message.order.CopyFrom(_order(found.order))
    if found.share:
        message.share.CopyFrom(_share(found.share))
    if found.template:
        message.template.CopyFrom(_template(found.template))
    if found.notice:
        message.notice.CopyFrom(_notice(found.notice))
    if found.referral:
        message.referral.CopyFrom(_referral(found.referral))
    return message


def read_content(message: pb.Content) -> Content:
    """Return what a message to be sent holds: files, a place, a template."""
    location, template = message.location, message.template
    return Content(
        attachments=tuple(read_attachment(each) for each in message.attachments),
        location=(
            Location(
                location.latitude,
                location.longitude,
                location.name,
                location.address,
                location.url,
            )
            if message.HasField("location")
            else None
        ),
        template=(
            TemplateUse(
                template.template_id,
                template.name,
                template.language,
                dict(template.variables),
                template.header,
                template.footer,
                tuple(template.buttons),
            )
            if message.HasField("template")
            else None
        ),
    )


def _card(card: ContactCard) -> pb.ContactCard:
    return pb.ContactCard(
        name=card.name,
        phones=card.phones,
        emails=card.emails,
        organization=card.organization,
        own=card.own,
    )


def _location(place: Location) -> pb.Location:
    return pb.Location(
        latitude=place.latitude,
        longitude=place.longitude,
        name=place.name,
        address=place.address,
        url=place.url,
    )


def _choice(choice: Choice) -> pb.Choice:
    return pb.Choice(
        offered_as=choice.offered_as,
        choice_id=choice.choice_id,
        title=choice.title,
        description=choice.description,
        form_json=choice.form_json,
    )


def _order(order: Order) -> pb.Order:
    return pb.Order(
        catalog_id=order.catalog_id, items=[_item(each) for each in order.items]
    )


def _item(item: OrderItem) -> pb.Order.Item:
    return pb.Order.Item(
        product_id=item.product_id,
        quantity=item.quantity,
        price=item.price,
        currency=item.currency,
    )


def _share(share: Share) -> pb.Share:
    return pb.Share(what=share.what, url=share.url, title=share.title)


def _template(use: TemplateUse) -> pb.TemplateUse:
    return pb.TemplateUse(
        template_id=use.template_id,
        name=use.name,
        language=use.language,
        variables=dict(use.variables),
        header=use.header,
        footer=use.footer,
        buttons=use.buttons,
    )


def _notice(notice: Notice) -> pb.Notice:
    return pb.Notice(what=notice.what, before=notice.before, after=notice.after)


def _referral(referral: Referral) -> pb.Referral:
    return pb.Referral(
        source=referral.source,
        source_id=referral.source_id,
        url=referral.url,
        headline=referral.headline,
        body=referral.body,
        click_id=referral.click_id,
        ref=referral.ref,
        image_url=referral.image_url,
    )
