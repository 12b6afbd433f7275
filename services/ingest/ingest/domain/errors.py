"""
Everything ingest can refuse to do.

* IngestError
  - ChannelUnknown       CHANNEL_UNKNOWN
  - ChannelInvalid       CHANNEL_INVALID        facts: field
  - ChannelNameTaken     CHANNEL_NAME_TAKEN     facts: field
  - ProviderIdTaken      PROVIDER_ID_TAKEN      facts: field
  - PermissionMissing    PERMISSION_MISSING     facts: permission
  - InstallerOnly        INSTALLER_ONLY
  - PageInvalid          PAGE_INVALID           facts: field

`reason` is part of the contract: it is what a caller sees in
`google.rpc.ErrorInfo.reason`, and it never changes once released.
"""

from __future__ import annotations

from chassis.errors import Refusal


class IngestError(Refusal):
    """A rule of ingest said no."""


class ChannelUnknown(IngestError):
    """There is no such channel, or the caller may not see it."""

    reason = "CHANNEL_UNKNOWN"


class ChannelInvalid(IngestError):
    """A field of the channel is missing or makes no sense."""

    reason = "CHANNEL_INVALID"


class ChannelNameTaken(IngestError):
    """The account has a channel of that name already."""

    reason = "CHANNEL_NAME_TAKEN"


class ProviderIdTaken(IngestError):
    """The account at the provider is connected already."""

    reason = "PROVIDER_ID_TAKEN"


class PermissionMissing(IngestError):
    """The caller lacks a permission."""

    reason = "PERMISSION_MISSING"


class InstallerOnly(IngestError):
    """Only who connected the channel may do that."""

    reason = "INSTALLER_ONLY"


class PageInvalid(IngestError):
    """The page token or size is none of ours."""

    reason = "PAGE_INVALID"
