"""What a template must be like before a provider sees it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain.errors import TemplateInvalid
from ingest.domain.template_rules import checked_name, checked_words
from ingest.domain.templates import (
    Button,
    Category,
    Header,
    Variable,
    Words,
    language_code,
)

NAME = Variable("nome", "contact.first_name", "Ana")
CODE = Variable("codigo", "contact.order", "A-17")
PLAIN = Words(body="Hi {{nome}}", variables=(NAME,))


def field(words, category=Category.UTILITY):
    with pytest.raises(TemplateInvalid) as refused:
        checked_words(words, category)
    return refused.value.facts["field"]


def button(kind="quick_reply", text="Yes", value=""):
    return Button(kind, text, value)


def test_a_name_in_capitals_is_filled_all_the_same():
    """TPL-5: `Hi {{NOME}}`, tied to the first name, with an example."""
    written = Words("Hi {{NOME}}", variables=(replace(NAME, name="NOME"),))

    assert checked_words(written, Category.UTILITY) == PLAIN


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"body": ""}, "body"),
        ({"body": "a\n\nb"}, "body"),
        ({"body": "a\r\n \r\nb"}, "body"),
        ({"body": "x" * 1025}, "body"),
        ({"body": "Hi {{nome"}, "body"),
        ({"body": "Hi {{o nome}}"}, "body"),
        ({"body": "Hi {{não}}"}, "body"),
        ({"body": "Hi {{}}"}, "body"),
        ({"variables": ()}, "variables.0.property"),
        ({"variables": (replace(NAME, property=""),)}, "variables.0.property"),
        ({"variables": (replace(NAME, example=" "),)}, "variables.0.example"),
        ({"variables": (replace(NAME, example="a\nb"),)}, "variables.0.example"),
        ({"footer": "x" * 61}, "footer"),
        ({"footer": "{{nome}}"}, "footer"),
        ({"footer": "a\nb"}, "footer"),
        ({"header": Header("sound")}, "header.kind"),
        ({"header": Header("text")}, "header.text"),
        ({"header": Header("text", "x" * 61)}, "header.text"),
        ({"header": Header("text", "{{nome}} {{b}}")}, "header.text"),
        ({"header": Header("image")}, "header.sample_attachment_id"),
        ({"header": Header("image", "words", "at_1")}, "header.text"),
    ],
)
def test_what_would_be_refused_is_named(changes, wrong):
    """TPL-5, TPL-9."""
    assert field(replace(PLAIN, **changes)) == wrong


@pytest.mark.parametrize(
    ("buttons", "wrong"),
    [
        ([button(text=f"b{n}") for n in range(11)], "buttons"),
        ([button("url", f"b{n}", "https://a.test") for n in range(3)], "buttons"),
        ([button("phone", f"b{n}", "+5511999990000") for n in range(2)], "buttons"),
        ([button(), button()], "buttons"),
        (
            [button(), button("phone", "Call", "+5511999990000"), button(text="No")],
            "buttons",
        ),
        ([button(text="")], "buttons.0.text"),
        ([button(text="x" * 26)], "buttons.0.text"),
        ([button(text="{{nome}}")], "buttons.0.text"),
        ([button("shout")], "buttons.0.kind"),
        ([button("url", "Go", "shop")], "buttons.0.value"),
        ([button("url", "Go", "javascript:alert(1)")], "buttons.0.value"),
        ([button("url", "Go", "https://{{nome}}.test/a")], "buttons.0.value"),
        ([button("url", "Go", "https://a.test/{{nome}}/b")], "buttons.0.value"),
        ([button("phone", "Call", "11 9999")], "buttons.0.value"),
        ([button("copy_code", "", "x" * 16)], "buttons.0.value"),
    ],
)
def test_a_wrong_button_is_named(buttons, wrong):
    """TPL-9."""
    assert field(replace(PLAIN, buttons=tuple(buttons))) == wrong


def test_variables_come_in_order_of_appearance_and_no_others():
    words = Words(
        body="Order {{codigo}}",
        header=Header("text", "Hi {{nome}}"),
        buttons=(button("url", "Go", "https://a.test/{{codigo}}"),),
        variables=(CODE, NAME, Variable("other", "x", "y")),
    )

    assert checked_words(words, Category.MARKETING).variables == (NAME, CODE)


def test_a_one_time_code_has_metas_own_words():
    """TPL-4: authentication text is fixed by Meta."""
    words = Words("mine", buttons=(button("copy_code", "Copy"),))

    assert checked_words(words, Category.AUTHENTICATION) == Words(
        "", buttons=words.buttons
    )
    assert field(replace(words, footer="x"), Category.AUTHENTICATION) == "category"
    quick = replace(words, buttons=(button(),))
    assert field(quick, Category.AUTHENTICATION) == "buttons"


@pytest.mark.parametrize(
    ("name", "language", "wrong"),
    [
        ("Order", "pt_BR", "name"),
        ("order update", "pt_BR", "name"),
        ("", "pt_BR", "name"),
        ("x" * 513, "pt_BR", "name"),
        ("order", "pt-BR", "language"),
        ("order", "", "language"),
    ],
)
def test_a_name_has_no_special_characters(name, language, wrong):
    """TPL-5."""
    with pytest.raises(TemplateInvalid) as refused:
        checked_name(name, language)

    assert refused.value.facts == {"field": wrong}


@pytest.mark.parametrize(
    ("told", "ours"),
    [("en-US", "en_US"), ("pt_BR", "pt_BR"), ("ES", "es"), ("pt-br", "pt_BR")],
)
def test_languages_are_written_one_way(told, ours):
    assert language_code(told) == ours


@given(st.text(max_size=200))
def test_any_text_is_taken_without_an_empty_line_or_refused(body):
    with suppress(TemplateInvalid):
        checked = checked_words(Words(body), Category.UTILITY)
        assert checked.body
        assert not re.search(r"\n\s*\n", checked.body)
