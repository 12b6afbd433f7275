"""What the cases of Messenger and Instagram have in common."""

from __future__ import annotations

from unittest.mock import ANY

from ingest.domain.content import (
    Content,
    FileSource,
    Notice,
)


def at(url):
    return FileSource(url=url)


def strange(provider_kind):
    return {
        "kind": "unsupported",
        "text": provider_kind,
        "content": Content(raw=ANY),
        "provider_kind": provider_kind,
    }


def came_by(make, referral, after):
    content = Content(notice=Notice("referred", after=after), referral=referral)
    return make("notice", after, content, provider_kind="referral")
