"""
Everything that can be refused about a file.

* MediaError
  - AttachmentUnknown    ATTACHMENT_UNKNOWN
  - AttachmentWaiting    ATTACHMENT_WAITING
  - AttachmentFailed     ATTACHMENT_FAILED     facts: why
  - FileEmpty            FILE_EMPTY
  - FileTooLarge         FILE_TOO_LARGE        facts: limit
  - TypeRefused          TYPE_REFUSED          facts: media_type
  - RequestIdInvalid     REQUEST_ID_INVALID

`reason` is part of the contract and never changes once released.
"""

from __future__ import annotations

from chassis.errors import Refusal


class MediaError(Refusal):
    """A rule about files said no."""


class AttachmentUnknown(MediaError):
    """There is no such file, or the caller may not see it."""

    reason = "ATTACHMENT_UNKNOWN"


class AttachmentWaiting(MediaError):
    """It is still being fetched."""

    reason = "ATTACHMENT_WAITING"


class AttachmentFailed(MediaError):
    """It will not come."""

    reason = "ATTACHMENT_FAILED"


class FileEmpty(MediaError):
    """There is nothing in it."""

    reason = "FILE_EMPTY"


class FileTooLarge(MediaError):
    """It is larger than is taken here."""

    reason = "FILE_TOO_LARGE"


class TypeRefused(MediaError):
    """Files of this type are not taken here."""

    reason = "TYPE_REFUSED"


class RequestIdInvalid(MediaError):
    """The id of the request is missing or malformed."""

    reason = "REQUEST_ID_INVALID"
