"""The `Post` port over SMTP."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from .domain.audience import User
from .domain.mail import Mail, NotNow, ServerDown, Undeliverable
from .letters import Letters

TIMEOUT_SECONDS = 10
"""For each step of the exchange; all of them take less than a claim lasts."""

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
PERMANENT = 500
"""The first reply code that says never; below, not now (RFC 5321, 4.2.1)."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mail server is, and how to speak to it; `user` may be empty."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


def server(url: str) -> Server:
    """
    Return the server that *url* names.

    Raises:
        ValueError: It names none. The message says what is expected, and
            repeats nothing of *url*, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in PORTS:
        raise ValueError(
            "expected smtp://, smtp+starttls:// or smtps://, then "
            "[user:password@]host[:port], percent-encoded"
        )
    return Server(
        scheme=parts.scheme,
        host=host,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class SmtpPost:
    """Sends mails one after another over one connection, made when needed."""

    def __init__(self, where: Server, letters: Letters) -> None:
        self._where = where
        self._letters = letters
        self._connection: smtplib.SMTP | None = None

    def send(self, mail: Mail, user: User) -> None:
        """Hand *mail* for *user* over; returns once the server has taken it."""
        letter = self._letters.write(mail, user)
        try:
            if self._connection is None:
                self._connection = self._connect()
            self._connection.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, _)] = error.recipients.values()
            raise _refused("recipient", code) from error
        except smtplib.SMTPDataError as error:
            raise _refused("message", error.smtp_code) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise Undeliverable("the server takes no such address") from error
        except smtplib.SMTPResponseException as error:
            # The sender, the sign-in or the greeting: ours to mend, not theirs.
            self.close()
            raise ServerDown(f"the server says {error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise ServerDown(f"the server is away: {type(error).__name__}") from error

    def close(self) -> None:
        """End the connection, if there is one; the next mail makes another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        where = self._where
        if where.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                where.host,
                where.port,
                timeout=TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            connection = smtplib.SMTP(where.host, where.port, timeout=TIMEOUT_SECONDS)
        try:
            if where.scheme == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            if where.user:
                connection.login(where.user, where.password)
        except (smtplib.SMTPException, OSError):
            connection.close()
            raise
        return connection


def _refused(what: str, code: int) -> Undeliverable | NotNow:
    if code >= PERMANENT:
        return Undeliverable(f"the {what} was refused for good: {code}")
    return NotNow(f"the {what} was refused for now: {code}")
