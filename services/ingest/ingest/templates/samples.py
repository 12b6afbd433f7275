"""The sample file that reviewers see above a template."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..domain.capabilities import MediaRule, capabilities_of
from ..domain.channels import Channel
from ..domain.content import FileKind
from ..domain.delivery import FileGone, FileRefused
from ..domain.errors import TemplateRefused
from ..domain.templates import Template


def sample(channel: Channel, template: Template) -> tuple[str, str, MediaRule]:
    """
    Return the file's id, its account, and what it must be like.

    Raises:
        FileRefused: There is no file above this template.
    """
    header = template.words.header
    if header is None or header.kind not in {each.value for each in FileKind}:
        raise FileRefused("this template has no file")
    rule = capabilities_of(channel.kind).rule(FileKind(header.kind))
    if rule is None:
        raise FileRefused(f"no {header.kind} on this channel")
    return header.sample_attachment_id, channel.account_id, rule


@contextmanager
def refusing_samples() -> Iterator[None]:
    """
    Raises:
        TemplateRefused: The sample cannot be used.
    """
    try:
        yield
    except (FileGone, FileRefused) as error:
        words = f"the sample file cannot be used: {error}"
        raise TemplateRefused(words, detail=words) from error
