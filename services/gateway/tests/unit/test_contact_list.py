"""Lists of people, as spreadsheets write them."""

import pytest

from gateway.contact_list import read_list
from gateway.problems import Problem


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_list_is_read_whatever_separates_its_cells(separator):
    """ACT-5: the columns are known in three languages."""
    rows = [
        ["Nome", "Telefone", "opt_in", "pedido"],
        ["Ana", "+5511987654321", "site", "42"],
    ]
    text = "\ufeff" + "\r\n".join(separator.join(row) for row in rows)

    [line] = read_list(text)

    assert (line.name, line.phone, line.opt_in) == ("Ana", "+5511987654321", "site")
    assert dict(line.variables) == {"Nome": "Ana", "pedido": "42"}


def test_rows_keep_their_number_and_empty_ones_are_left_out():
    found = read_list("phone\n+1\n\n+2\n")

    assert [(line.number, line.phone) for line in found] == [(1, "+1"), (3, "+2")]


def test_a_cell_may_hold_a_separator_and_a_line_break():
    [line] = read_list('phone,texto\n+1,"olá,\ntudo bem?"\n')

    assert line.variables == {"texto": "olá,\ntudo bem?"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "phone"),
        ("name\nAna\n", "phone"),
        ("phone\n", "empty"),
        ("phone,a,a\n1,2,3\n", "same name"),
        ("phone\n" + "1" * 1025, "characters"),
        ("phone\n" + "1\n" * 20_001, "split"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(text, said):
    with pytest.raises(Problem, match=said) as refused:
        read_list(text)

    assert refused.value.facts["field"] == "csv"
