"""Writes the mail that brings a notification: headers, plain text and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from urllib.parse import quote

from .domain.audience import User
from .domain.conversation import NAME_LENGTH, shortened
from .domain.mail import Mail, Undeliverable
from .words import PHRASES, SUBJECTS, language_of

HTML = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
</head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:560px;margin:0 auto">
<h1 style="margin:0 0 16px;font-size:20px">{subject}</h1>
{quotation}<p style="margin:0 0 24px"><a href="{link}" style="display:inline-block;\
padding:10px 18px;border-radius:8px;background:#0b6e4f;color:#ffffff;\
text-decoration:none">{open}</a></p>
<p style="margin:0;font-size:13px;color:#6b6b6b">{why}</p>
</div>
</body>
</html>
"""

QUOTATION = """\
<blockquote style="margin:0 0 24px;padding:4px 0 4px 14px;\
border-left:3px solid #0b6e4f">{preview}</blockquote>
"""


@dataclass(frozen=True, slots=True)
class Letters:
    """
    Knows who writes and where mails lead.

    Names and messages are written by strangers: they stay on one line in
    headers and are escaped in HTML.
    """

    sender: Address
    page_url: str

    def write(self, mail: Mail, user: User) -> EmailMessage:
        """
        Return *mail* in the language of *user*.

        The Message-ID depends on the notification alone, so that a mail that
        is sent twice is seen to be one.

        Raises:
            Undeliverable: The address of *user* is none.
        """
        language = language_of(user.language)
        phrases = PHRASES[language]
        name = shortened(mail.contact_name, NAME_LENGTH) or phrases["someone"]
        subject = SUBJECTS[language][mail.trigger].format(name=name)
        if not mail.contact_name:
            subject = subject[0].upper() + subject[1:]
        letter = EmailMessage(policy=SMTP)
        letter["From"] = self.sender
        letter["To"] = _address(user)
        letter["Subject"] = subject
        letter["Date"] = format_datetime(mail.create_time)
        letter["Message-ID"] = f"<{mail.mail_id}@{self.sender.domain}>"
        # RFC 3834: no machine is to answer a machine.
        letter["Auto-Submitted"] = "auto-generated"
        letter["X-Auto-Response-Suppress"] = "All"
        link = f"{self.page_url}/#/c/{quote(mail.conversation_id, safe='')}"
        facts = {"language": language, "subject": subject, "link": link, **phrases}
        letter.set_content(_plain(facts, mail.preview))
        letter.add_alternative(_html(facts, mail.preview), subtype="html")
        # Last, since setting the content clears what describes it.
        letter["Content-Language"] = language
        return letter


def sender(written: str) -> Address:
    """
    Return the address in *written*, as in `Recado <recado@example.com>`.

    Raises:
        ValueError: There is none.
    """
    found = _parsed(*parseaddr(written))
    if found is None:
        raise ValueError(f"{written!r} has no address; write name <user@domain>")
    return found


def _address(user: User) -> Address:
    found = _parsed(shortened(user.name, NAME_LENGTH), user.email)
    if found is None:
        raise Undeliverable("the user has no valid address")
    return found


def _parsed(name: str, address: str) -> Address | None:
    """Return an address with a mailbox and a domain, or None."""
    try:
        found = Address(display_name=name, addr_spec=address)
    # The parser has more ways to fail than it names.
    except (MessageError, ValueError, IndexError):
        return None
    return found if found.username and found.domain else None


def _plain(facts: dict[str, str], preview: str) -> str:
    quoted = f"> {preview}\n\n" if preview else ""
    return (
        f"{facts['subject']}\n\n{quoted}{facts['open']}:\n{facts['link']}\n\n"
        f"--\n{facts['why']}\n"
    )


def _html(facts: dict[str, str], preview: str) -> str:
    safe = {name: escape(text) for name, text in facts.items()}
    quotation = QUOTATION.format(preview=escape(preview)) if preview else ""
    return HTML.format(quotation=quotation, **safe)
