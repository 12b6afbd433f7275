"""What makes a password, and what is checked."""

import pytest
from builders import PASSWORD

from gateway import passwords
from gateway.domain.errors import PasswordUnfit


def test_a_password_is_kept_as_argon2id():
    kept = passwords.hashed(PASSWORD, demo_mode=False)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(PASSWORD, kept, demo_mode=False)
    assert not passwords.matches(PASSWORD + " ", kept, demo_mode=False)


def test_an_accent_counts_the_same_however_it_was_typed():
    kept = passwords.hashed("coração de leão", demo_mode=False)

    assert passwords.matches("corac\u0327a\u0303o de lea\u0303o", kept, demo_mode=False)


def test_the_demo_password_is_refused_outside_demo_mode():
    kept = passwords.hashed("recado-demo", demo_mode=True)

    with pytest.raises(PasswordUnfit):
        passwords.hashed("recado-demo", demo_mode=False)
    assert passwords.matches("recado-demo", kept, demo_mode=True)
    assert not passwords.matches("recado-demo", kept, demo_mode=False)


@pytest.mark.parametrize("password", ["", "too short", "x" * 201])
def test_a_password_too_short_or_too_long_is_refused(password):
    with pytest.raises(PasswordUnfit):
        passwords.hashed(password, demo_mode=False)


def test_nobody_s_password_matches_nothing():
    assert not passwords.matches(PASSWORD, None, demo_mode=False)
