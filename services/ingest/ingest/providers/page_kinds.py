"""
What a message of Messenger or Instagram is, by its attachments.

Source: Meta, "Messenger Platform: messages webhook" and "Instagram messaging
webhooks", as of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from ..domain.content import (
    Choice,
    Content,
    FileKind,
    FileSource,
    IncomingFile,
    Referral,
    Share,
)
from .meaning import VIEW_ONCE, Meaning, incoming, location, unsupported
from .shape import code, identifier, items, mapping, text, web

MOST_FILES = 50
CHOICE_LENGTH = 1024
TITLE_LENGTH = 1024

FILE_KINDS = {
    "image": FileKind.IMAGE,
    "video": FileKind.VIDEO,
    "audio": FileKind.AUDIO,
    "file": FileKind.DOCUMENT,
    # A message of these shows its picture or film once: it does not come.
    "ephemeral": FileKind.IMAGE,
    # The film or picture of a story is gone with the story: it is kept.
    "story_mention": FileKind.IMAGE,
}

SHARES = {
    "fallback": "link",
    "share": "post",
    "post": "post",
    "ig_post": "post",
    "reel": "reel",
    "ig_reel": "reel",
    "story_mention": "story_mention",
}

REACTIONS: Mapping[str, str] = {
    "angry": "😠",
    "sad": "😢",
    "wow": "😮",
    "love": "❤️",
    "like": "👍",
    "dislike": "👎",
    "laugh": "😆",
    "smile": "😆",
}
"""What a reaction looks like whose emoji does not come along."""

OTHER_REACTION = "❔"


def meaning(message: Mapping[str, Any]) -> Meaning:
    """Return what a message is, with what led the person to write it."""
    found = _kind(message)
    return replace(
        found,
        content=replace(
            found.content, referral=referral(mapping(message.get("referral")))
        ),
    )


def _kind(message: Mapping[str, Any]) -> Meaning:
    words = text(message.get("text"))
    attached = [mapping(each) for each in list(items(message.get("attachments")))]
    attached = attached[:MOST_FILES]
    files = _files(attached)
    share = _story_reply(message) or _share(attached)
    place = _place(attached)
    tapped = mapping(message.get("quick_reply"))
    if tapped:
        payload = text(tapped.get("payload"), CHOICE_LENGTH)
        choice = Choice("quick_reply", payload, words)
        return Meaning("choice", words, content=Content(choice=choice))
    if share is not None:
        return Meaning("share", words, content=Content(share=share), files=files)
    if files:
        return Meaning(files[0].attachment.kind.value, words, files=files)
    if place is not None:
        return Meaning("location", words, content=place)
    if words and message.get("is_unsupported") is not True:
        return Meaning("text", words)
    named = identifier(attached[0].get("type")) if attached else "unsupported"
    return unsupported(named, words, message)


def _files(attached: Sequence[Mapping[str, Any]]) -> tuple[IncomingFile, ...]:
    return tuple(
        _file(identifier(each.get("type")), mapping(each.get("payload")))
        for each in attached
        if identifier(each.get("type")) in FILE_KINDS
    )


def _file(named: str, payload: Mapping[str, Any]) -> IncomingFile:
    kind, url = FILE_KINDS[named], web(payload.get("url"))
    if named == "ephemeral":
        return incoming(kind, FileSource(), reason=VIEW_ONCE)
    if identifier(payload.get("sticker_id")):
        kind = FileKind.STICKER
    return incoming(
        kind,
        FileSource(url=url),
        file_name=_file_name(url) if kind is FileKind.DOCUMENT else "",
    )


def _file_name(url: str) -> str:
    """Return the last part of the path, where it is a name with a suffix."""
    try:
        name = text(unquote(urlsplit(url).path.rpartition("/")[2])).strip()
    except ValueError:
        return ""
    return name if "." in name.strip(".") and name.isprintable() else ""


def _share(attached: Sequence[Mapping[str, Any]]) -> Share | None:
    for each in attached:
        named, payload = identifier(each.get("type")), mapping(each.get("payload"))
        title = text(payload.get("title"), TITLE_LENGTH)
        if named in SHARES and (title or web(payload.get("url"))):
            return Share(SHARES[named], web(payload.get("url")), title)
        if named == "appointment_booking" and payload:
            return Share("appointment", title=_appointment(payload))
        products = _products(payload) if named == "template" else ""
        if products:
            return Share("product", web(payload.get("url")), products)
    return None


def _products(payload: Mapping[str, Any]) -> str:
    """Return the products' titles, each with its number in the shop."""
    elements = items(mapping(payload.get("product")).get("elements"))
    named = []
    for each in list(elements)[:MOST_FILES]:
        found = mapping(each)
        title = text(found.get("title"), 256) or identifier(found.get("id"))
        number = identifier(found.get("retailer_id"))
        named.append(f"{title} ({number})" if title and number else title or number)
    return "; ".join(filter(None, named))[:TITLE_LENGTH]


def _appointment(payload: Mapping[str, Any]) -> str:
    """Return what is asked for and when: `requested, 2026-11-20 10:00 UTC`."""
    moments = []
    for key in ("start_time", "end_time"):
        seconds = identifier(payload.get(key))
        if seconds.isdigit() and len(seconds) <= len("9999999999"):
            when = datetime.fromtimestamp(int(seconds), UTC)
            moments.append(f"{when:%Y-%m-%d %H:%M} UTC")
    return ", ".join(
        filter(None, (identifier(payload.get("status")), " to ".join(moments)))
    )


def _place(attached: Sequence[Mapping[str, Any]]) -> Content | None:
    for each in attached:
        payload = mapping(each.get("payload"))
        at = mapping(payload.get("coordinates"))
        named = {"name": each.get("title"), "url": each.get("url")}
        place = location(named, at.get("lat"), at.get("long"))
        if place is not None and identifier(each.get("type")) == "location":
            return Content(location=place)
    return None


def _story_reply(message: Mapping[str, Any]) -> Share | None:
    story = mapping(mapping(message.get("reply_to")).get("story"))
    return Share("story_reply", web(story.get("url"))) if story else None


def referral(found: Mapping[str, Any]) -> Referral | None:
    """Return what led a person here; None if nothing is told."""
    if not found:
        return None
    product = identifier(mapping(found.get("product")).get("id"))
    if product:
        return Referral("product", product)
    ad = identifier(found.get("ad_id"))
    about = mapping(found.get("ads_context_data"))
    is_ad = bool(ad or about) or identifier(found.get("source")).upper() == "ADS"
    return Referral(
        source="ad" if is_ad else "link",
        source_id=ad,
        url=web(found.get("referer_uri")),
        headline=text(about.get("ad_title"), 1024),
        ref=text(found.get("ref"), 2048),
        image_url=web(about.get("photo_url")) or web(about.get("video_url")),
    )


def emoji(reaction: Mapping[str, Any]) -> str:
    """Return what a reaction looks like."""
    named = identifier(reaction.get("reaction")).lower()
    return text(reaction.get("emoji"), 64).strip() or REACTIONS.get(
        named, OTHER_REACTION
    )


def edit_number(edit: Mapping[str, Any]) -> int:
    """Return which edit of the message it is; it may come as a string."""
    return max(code(edit.get("num_edit")), 0)
