import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_bridge.domain.phones import is_e164, line_of
from crm_bridge.phones import Normaliser


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("+5511999990000", "+551199990000", id="sao-paulo"),
        pytest.param("+5531988887777", "+553188887777", id="belo-horizonte"),
        pytest.param("+5521967654321", "+552167654321", id="begins-with-six"),
    ],
)
def test_a_brazilian_mobile_is_one_line_with_and_without_the_nine(one, other):
    """CRM-9: Brazilian ninth digit."""
    assert line_of(one) == line_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("+5511944445555", "+551144445555", id="a-landline-is-another"),
        pytest.param("+5511999990000", "+5521999990000", id="another-area"),
        pytest.param("+351912345678", "+35112345678", id="another-country"),
        pytest.param("+5511999990000", "+5511999990001", id="another-subscriber"),
    ],
)
def test_other_numbers_stay_apart(one, other):
    """CRM-9: do not guess."""
    assert line_of(one) != line_of(other)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("11 99999-0000", "+5511999990000", id="without-country"),
        pytest.param("(11) 99999-0000", "+5511999990000", id="parentheses"),
        pytest.param("011 99999-0000", "+5511999990000", id="trunk-prefix"),
        pytest.param("5511999990000", "+5511999990000", id="without-plus"),
        pytest.param("0055 11 99999 0000", "+5511999990000", id="double-zero"),
        pytest.param("11 9999-0000", "+551199990000", id="from-before-the-nine"),
        pytest.param("11 3333-4444", "+551133334444", id="landline"),
        pytest.param("+1 202 555 0123", "+12025550123", id="abroad"),
        pytest.param("+15550001111", "+15550001111", id="a-range-not-yet-in-use"),
        pytest.param("99999-0000", "", id="no-area-code"),
        pytest.param("maria", "", id="no-number"),
        pytest.param("", "", id="nothing"),
        pytest.param("+55", "", id="only-a-country"),
        pytest.param("+" + "1" * 500, "", id="endless"),
    ],
)
def test_a_phone_is_read_as_brazilians_write_it(written, read):
    """CRM-9: missing country code; PNL-2: validated by type."""
    assert Normaliser("BR")(written) == read


@given(st.text(max_size=80))
def test_whatever_is_written_reads_as_e164_or_as_nothing(text):
    read = Normaliser("BR")(text)

    assert read == "" or is_e164(read)
