"""Makes ready what a call to a provider needs: files by content, templates filled."""

from __future__ import annotations

from dataclasses import replace

from .domain import failures
from .domain.capabilities import MediaRule, capabilities_of
from .domain.channels import Channel
from .domain.content import Attachment
from .domain.delivery import FileRefused, Refused, Verdict
from .domain.forms import Form
from .domain.parts import File, Filled, Handed, Part
from .domain.preflight import unfit
from .ports import PreparedFile, SendFiles, SendForms


class Settled(Exception):
    """What is to be sent cannot be made ready; the verdict says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict


class Readying:
    """Looks at files and templates before a provider is called."""

    def __init__(self, files: SendFiles, forms: SendForms) -> None:
        self._files = files
        self._forms = forms

    def form(self, channel: Channel, part: Part) -> Form | None:
        """
        Return the template's places, all of which have a value.

        None for what is no template.

        Raises:
            Settled: It is not approved, or cannot be filled (TPL-2, TPL-9).
        """
        if not isinstance(part, Filled):
            return None
        form = self._forms.form(part.use.template_id, channel.channel_id)
        if form is None:
            raise _refused("the template is not approved on this channel any more")
        if form.missing(part.use):
            raise _refused(f"no value for {', '.join(form.missing(part.use))}")
        if form.wants_file != (part.attachment is not None):
            raise _refused("the template's header and the file do not go together")
        if part.attachment and part.attachment.kind.value != form.header_kind:
            raise _refused(f"the template's header takes a file: {form.header_kind}")
        return form

    def prepared(self, channel: Channel, attachment: Attachment) -> PreparedFile:
        """
        Return the file as the channel takes it.

        Raises:
            Settled, FileRefused: It is not what the channel takes (ATT-3, ATT-7).
            FileGone, Unavailable: See `SendFiles.prepared`.
        """
        rule = _rule(channel, attachment)
        file = self._files.prepared(attachment.attachment_id, channel.account_id, rule)
        as_handed = replace(
            attachment,
            media_type=file.media_type,
            file_name=file.file_name,
            size_bytes=file.size_bytes,
        )
        no = unfit(as_handed, rule)
        if no is not None:
            raise Settled(no)
        return file

    def linked(self, channel: Channel, part: Part) -> Handed | None:
        """
        Return the file with an address where the provider can fetch it.

        None for a part without a file.

        Raises:
            Settled, FileRefused, FileGone, Unavailable: See `prepared`.
        """
        attachment = attachment_of(part)
        if attachment is None:
            return None
        file = self.prepared(channel, attachment)
        link = self._files.public_link(
            attachment.attachment_id, channel.account_id, _rule(channel, attachment)
        )
        return Handed(link, file.media_type, file.file_name)


def attachment_of(part: Part) -> Attachment | None:
    """Return the file of a part; None if it has none."""
    return part.attachment if isinstance(part, File | Filled) else None


def _rule(channel: Channel, attachment: Attachment) -> MediaRule:
    rule = capabilities_of(channel.kind).rule(attachment.kind)
    if rule is None:
        raise FileRefused(f"no {attachment.kind.value} goes by this channel")
    return rule


def _refused(words: str) -> Settled:
    return Settled(Refused(failures.TEMPLATE_REFUSED, words))
