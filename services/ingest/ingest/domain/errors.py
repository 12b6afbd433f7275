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
  - CredentialsRefused   CREDENTIALS_REFUSED    facts: detail
  - ProviderDown         PROVIDER_DOWN          facts: detail
  - ChannelBroken        CHANNEL_BROKEN         facts: detail
  - DeliveryUnknown      DELIVERY_UNKNOWN
  - CallUnknown          CALL_UNKNOWN           facts: call_id
  - TemplateUnknown      TEMPLATE_UNKNOWN       facts: template_id
  - TemplateInvalid      TEMPLATE_INVALID       facts: field
  - TemplateNameTaken    TEMPLATE_NAME_TAKEN    facts: field
  - TemplateLocked       TEMPLATE_LOCKED        facts: state
  - TemplatesUnsupported TEMPLATES_UNSUPPORTED  facts: channel_id
  - TemplatesExhausted   TEMPLATES_EXHAUSTED    facts: limit
  - TemplateRefused      TEMPLATE_REFUSED       facts: detail

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


class CredentialsRefused(IngestError):
    """The provider did not take the credentials."""

    reason = "CREDENTIALS_REFUSED"


class ProviderDown(IngestError):
    """The provider did not answer, or asks us to come again later."""

    reason = "PROVIDER_DOWN"


class ChannelBroken(IngestError):
    """The provider refuses the channel as it is."""

    reason = "CHANNEL_BROKEN"


class DeliveryUnknown(IngestError):
    """There is no such message on its way out, or the caller may not see it."""

    reason = "DELIVERY_UNKNOWN"


class CallUnknown(IngestError):
    """There is no such call in the ledger, or the caller may not see it."""

    reason = "CALL_UNKNOWN"


class TemplateUnknown(IngestError):
    """There is no such template, or the caller may not see its channel."""

    reason = "TEMPLATE_UNKNOWN"


class TemplateInvalid(IngestError):
    """A field of the template is missing or would be refused."""

    reason = "TEMPLATE_INVALID"


class TemplateNameTaken(IngestError):
    """The channel has a template of that name and language already."""

    reason = "TEMPLATE_NAME_TAKEN"


class TemplateLocked(IngestError):
    """The template cannot be changed or removed in its state."""

    reason = "TEMPLATE_LOCKED"


class TemplatesUnsupported(IngestError):
    """The channel has no templates."""

    reason = "TEMPLATES_UNSUPPORTED"


class TemplatesExhausted(IngestError):
    """The account at the provider has as many template names as it may."""

    reason = "TEMPLATES_EXHAUSTED"


class TemplateRefused(IngestError):
    """The provider refused the template."""

    reason = "TEMPLATE_REFUSED"
