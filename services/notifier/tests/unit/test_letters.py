"""What a mail looks like, whoever wrote what is in it."""

from email import message_from_bytes
from email.policy import default

import pytest
from builders import mail, user

from notifier.domain.conversation import shortened
from notifier.domain.mail import Undeliverable
from notifier.domain.preferences import Trigger
from notifier.letters import Letters, sender
from notifier.smtp import Server, server
from notifier.words import PHRASES, SUBJECTS, language_of

LETTERS = Letters(sender("Recado <recado@demo.recado>"), "https://inbox.example")


def received(one, to=None):
    """Return the mail as the other side parses it."""
    written = LETTERS.write(one, to or user())
    return message_from_bytes(written.as_bytes(), policy=default)


def parts(letter):
    plain, html = letter.iter_parts()
    return plain.get_content(), html.get_content()


def test_a_mail_says_who_wrote_what_and_where_to_answer():
    letter = received(mail(conversation_id="cv_7"))
    plain, html = parts(letter)

    assert letter["Subject"] == "Maria wrote to you"
    assert letter["From"] == "Recado <recado@demo.recado>"
    assert letter["To"] == "Ana <ana@example.com>"
    assert letter["Message-ID"] == "<nt_1@demo.recado>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "multipart/alternative"
    for text in (plain, html):
        assert "https://inbox.example/#/c/cv_7" in text
        assert "Oi" in text


def test_the_same_mail_sent_twice_has_one_message_id():
    """NTF-12: mailboxes know the copy by it."""
    assert received(mail())["Message-ID"] == received(mail(attempts=2))["Message-ID"]


@pytest.mark.parametrize("trigger", Trigger)
@pytest.mark.parametrize("language", SUBJECTS)
def test_every_trigger_has_words_in_every_language(language, trigger):
    letter = received(mail(trigger=trigger), user(language=language))

    assert "Maria" in letter["Subject"]
    assert letter["Content-Language"] == language
    assert PHRASES[language]["open"] in parts(letter)[0]


def test_the_three_catalogues_are_complete():
    assert set(SUBJECTS) == set(PHRASES) == {"pt-BR", "en", "es"}
    for language in SUBJECTS:
        assert set(SUBJECTS[language]) == set(Trigger)
        assert set(PHRASES[language]) == set(PHRASES["en"])


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("pt-BR", "pt-BR"), ("pt", "pt-BR"), ("es-AR", "es"), ("de", "en"), ("", "en")],
)
def test_the_nearest_language_is_used(wanted, language):
    assert language_of(wanted) == language


def test_a_strangers_name_injects_no_header():
    evil = "Maria\r\nBcc: all@example.com\r\n\r\nHi"

    letter = received(mail(contact_name=evil), user(name=f"Ana\r\nX-Evil: 1 {evil}"))

    assert letter["Bcc"] is None
    assert letter["X-Evil"] is None
    assert letter["Subject"] == "Maria Bcc: all@example.com Hi wrote to you"
    assert letter["To"].addresses[0].addr_spec == "ana@example.com"


def test_a_strangers_words_are_no_markup():
    evil = '<img src=x onerror="alert(1)"> & {link}'

    _, html = parts(received(mail(contact_name=evil, preview=evil)))

    assert "<img" not in html
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; {link}" in html


def test_an_id_cannot_leave_its_place_in_the_link():
    plain, _ = parts(received(mail(conversation_id="cv/../?x#y")))

    assert "https://inbox.example/#/c/cv%2F..%2F%3Fx%23y" in plain.splitlines()


def test_without_words_the_mail_still_reads():
    plain, html = parts(received(mail(contact_name="", preview="")))

    assert received(mail(contact_name=""))["Subject"] == "A contact wrote to you"
    assert ">" not in plain.splitlines()[2]
    assert "blockquote" not in html


@pytest.mark.parametrize("address", ["", "nobody", "a@b\r\nBcc: x@y.z", "a b@c", "@x"])
def test_an_address_that_is_none_is_undeliverable(address):
    with pytest.raises(Undeliverable):
        LETTERS.write(mail(), user(email=address))


@pytest.mark.parametrize("written", ["", "Recado", "Recado <nobody>", "<@x>"])
def test_a_sender_without_address_is_refused_at_start(written):
    with pytest.raises(ValueError):
        sender(written)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1:8025", Server("smtp", "127.0.0.1", 8025)),
        ("smtp://mail", Server("smtp", "mail", 25)),
        (
            "smtp+starttls://me%40x:p%2Fw@mail",
            Server("smtp+starttls", "mail", 587, "me@x", "p/w"),
        ),
        ("smtps://mail", Server("smtps", "mail", 465)),
    ],
)
def test_the_url_names_the_server(url, expected):
    assert server(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://mail",
        "mail:25",
        "smtp://",
        "smtp://h:x",
        "smtp://me:pa/w@h",
        "smtp://[h",
    ],
)
def test_a_url_that_names_no_server_is_refused_at_start(url):
    with pytest.raises(ValueError, match="expected smtp://") as refused:
        server(url)

    assert "pa" not in str(refused.value).replace("password", "")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Oi", "Oi"),
        ("  a\n\tb\r\n ", "a b"),
        ("\u202eevil\u0000", "evil"),
        ("x" * 141, "x" * 139 + "…"),
        ("x" * 140, "x" * 140),
        ("ção 👍🏽", "ção 👍🏽"),
    ],
)
def test_a_preview_is_one_short_line(text, short):
    assert shortened(text, 140) == short
