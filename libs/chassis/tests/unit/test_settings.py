"""Settings come from the environment, and every mistake is told at once."""

from dataclasses import dataclass

import pytest

from chassis import settings


@dataclass(frozen=True)
class Sample:
    amqp_url: str
    grpc_port: int = 50051
    poll_seconds: float = 0.5
    demo_mode: bool = False
    origins: tuple[str, ...] = ()


def test_fields_are_read_by_their_name_in_capitals():
    found = settings.read(
        Sample,
        "X_",
        {
            "X_AMQP_URL": "amqp://here",
            "X_GRPC_PORT": "7",
            "X_POLL_SECONDS": "1.5",
            "X_DEMO_MODE": "true",
            "X_ORIGINS": "a, b,",
        },
    )

    assert found == Sample("amqp://here", 7, 1.5, demo_mode=True, origins=("a", "b"))


def test_defaults_stand_in_for_what_is_not_set():
    assert settings.read(Sample, "X_", {"X_AMQP_URL": "u"}) == Sample("u")


def test_every_mistake_is_told_in_one_message(capsys):
    with pytest.raises(SystemExit) as exit_:
        settings.read(Sample, "X_", {"X_GRPC_PORT": "many", "X_DEMO_MODE": "perhaps"})

    said = capsys.readouterr().err
    assert exit_.value.code == 2
    assert "X_AMQP_URL is not set" in said
    assert "X_GRPC_PORT is 'many': expected a whole number" in said
    assert "X_DEMO_MODE is 'perhaps': expected true or false" in said


def test_credentials_are_hidden_from_the_log():
    shown = settings.shown(Sample("amqp://user:password@here"))

    assert shown["amqp_url"] == "***"
    assert shown["grpc_port"] == 50051
