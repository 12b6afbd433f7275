"""What each code of each provider means; the tables of the providers' pages."""

from __future__ import annotations

import pytest

from ingest.domain import failures
from ingest.domain.delivery import DELAYS, Later, Lost, Refused, State, step
from ingest.providers.cloud_send import judged

AGAIN, FEW, PAIR, LOST, NO = "again", "few", "pair", "lost", "no"

META = """
again PROVIDER_DOWN 1 2 131016 131057 133004
few PROVIDER_DOWN 131000
again RATE_LIMITED 4 80007 130429
pair RATE_LIMITED 131056
no WINDOW_ENDED 131047 470
no POLICY_REFUSED 131048 131049 130472 131064
no RECIPIENT_UNREACHABLE 131026 131021 130403 131062 131030
no RECIPIENT_OPTED_OUT 131050
no REQUEST_REFUSED 100 33 131008 131009 131051 131055 135000 134100 134101 134102
no MEDIA_REFUSED 131052 131053
no TEMPLATE_REFUSED 132000 132001 132005 132007 132012 132015 132016 132018
no TEMPLATE_REFUSED 132068 132069
no CHANNEL_BROKEN 0 3 10 190 200 250 299 131005 368 130497 131031 131037 131042
no CHANNEL_BROKEN 131045 133010 131063
no UNKNOWN 424242
"""

GRAPH = """
few PROVIDER_DOWN 1 2 1200
no CHANNEL_BROKEN 1/99
lost UNKNOWN 1/1357046
again RATE_LIMITED 4 17 32 613
no WINDOW_ENDED 10/2018278 10/2018065 10/2534022
no RECIPIENT_UNREACHABLE 10/2018108 200/1545041 551 100/2018001
no THREAD_TAKEN 10/2018300
no CHANNEL_BROKEN 10/2018028 200/2018028 10 190 230 368
no FILE_TOO_LARGE 100/2018109
no REQUEST_REFUSED 100/2018032 100 2/2018344
no UNKNOWN 424242
"""

MESSENGER = f"{GRAPH}pair RATE_LIMITED 4/2018022\n"

INSTAGRAM = f"""{GRAPH}
no CHANNEL_BROKEN 10/1893063 100/2534029 200/2534041
no RECIPIENT_UNREACHABLE 100/2534014
again RATE_LIMITED 613/2534040
"""

TWILIO = """
again RATE_LIMITED 20429 63018
again PROVIDER_DOWN 63010 63012
no CHANNEL_BROKEN 20003 20404 63001 63002 63007 63020 63051
no RECIPIENT_UNREACHABLE 21211 21614 63003 63024 63015
no RECIPIENT_OPTED_OUT 21610 63014
no TEMPLATE_REFUSED 21656 63022 63027 63028 63029 63030 63040 63041 63042
no MEDIA_REFUSED 63005 63019 63025
no REQUEST_REFUSED 63021
no POLICY_REFUSED 63013 63032 63049
no WINDOW_ENDED 63016
no UNKNOWN 99999
"""


def rows(table):
    """Return code, subcode, what follows and the reason, one for each code."""
    found = []
    for line in table.split("\n"):
        follows, reason, *codes = line.split() or ("", "")
        for each in codes:
            code, _, subcode = each.partition("/")
            found.append((int(code), int(subcode or -1), follows, reason))
    return found


def follows(meaning):
    """Return what follows on the first try, in the words of the tables."""
    match judged(meaning, "words", None):
        case Lost():
            return LOST
        case Refused():
            return NO
        case Later(most=most) if most < len(DELAYS):
            return FEW
        case Later(pair_only=True):
            return PAIR
    return AGAIN


@pytest.mark.parametrize(("code", "_", "wanted", "reason"), rows(META))
def test_codes_of_the_cloud_api(code, _, wanted, reason):
    """CHN-5, MSG-6."""
    found = failures.meta(code)

    assert (follows(found), found.reason) == (wanted, reason)


@pytest.mark.parametrize(("code", "subcode", "wanted", "reason"), rows(MESSENGER))
def test_codes_of_messenger(code, subcode, wanted, reason):
    """CHN-5, MSG-6."""
    found = failures.messenger(code, subcode)

    assert (follows(found), found.reason) == (wanted, reason)


@pytest.mark.parametrize(("code", "subcode", "wanted", "reason"), rows(INSTAGRAM))
def test_codes_of_instagram(code, subcode, wanted, reason):
    """CHN-5, MSG-6."""
    found = failures.instagram(code, subcode)

    assert (follows(found), found.reason) == (wanted, reason)


@pytest.mark.parametrize(("code", "_", "wanted", "reason"), rows(TWILIO))
def test_codes_of_twilio(code, _, wanted, reason):
    """CHN-5, MSG-6, WIN-9."""
    found = failures.twilio(code)

    assert (follows(found), found.reason) == (wanted, reason)


def test_every_code_of_a_table_is_held_to_its_row():
    """A code that moves to another class is noticed here."""
    for table, written in (
        (failures.META, META),
        (failures.MESSENGER, MESSENGER),
        (failures.INSTAGRAM, INSTAGRAM),
        (failures.TWILIO, TWILIO),
    ):
        here = {code if sub < 0 else (code, sub) for code, sub, _, _ in rows(written)}
        small = range(200, 300)
        left = {code for code in table if code not in here and code not in small}
        assert left <= UNSURE


UNSURE = {
    20500,
    20503,
    21602,
    21603,
    21604,
    21617,
    3,
    (100, 2534001),
    (100, 2534013),
    (100, 2534025),
}
"""Codes seen in use, without a row on the providers' pages."""


def test_where_more_tries_would_not_help_there_are_few():
    shaky = judged(failures.meta(131000), "words", None)

    states = [step(shaky, tries).state for tries in (1, 2, 3)]

    assert states == [State.WAITING, State.WAITING, State.FAILED]
