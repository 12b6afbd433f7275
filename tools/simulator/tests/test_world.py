"""What survives a restart, and what a reset forgets."""

from __future__ import annotations

from conftest import QUICK, cloud_channel
from starlette.testclient import TestClient

from simulator.app import create
from simulator.settings import Settings

ANA = "/control/customers/227711004455001/5511987654321"


def test_a_restarted_simulator_knows_its_threads_and_sends_what_it_owes(
    business, tmp_path
):
    journal = str(tmp_path / "state.jsonl")
    slow = Settings(**{**QUICK, "state": journal, "retry_seconds": 60.0})
    with TestClient(create(slow)) as first:
        first.put("/control/channels", json=cloud_channel(business))
        business.answers = [500]
        first.post(f"{ANA}/messages", json={"text": "Oi", "name": "Ana"})

    with TestClient(create(Settings(**{**QUICK, "state": journal}))) as second:
        calls = business.wait_for(2)
        shown = second.get(ANA).json()

    assert calls[0][2] == calls[1][2]
    assert shown["customer"]["name"] == "Ana"
    assert [each["text"] for each in shown["messages"]] == ["Oi"]


def test_a_half_written_line_is_passed_over(business, tmp_path):
    journal = tmp_path / "state.jsonl"
    settings = Settings(**{**QUICK, "state": str(journal)})
    with TestClient(create(settings)) as first:
        first.put("/control/channels", json=cloud_channel(business))
    journal.write_text(journal.read_text() + '{"put": "mess')

    with TestClient(create(settings)) as second:
        assert len(second.get("/control/channels").json()["items"]) == 1


def test_a_reset_forgets_threads_but_not_channels(cloud):
    cloud.post(f"{ANA}/messages", json={"text": "Oi"})

    assert cloud.post("/control/reset").status_code == 204

    assert cloud.get("/control/customers").json() == {"items": []}
    assert len(cloud.get("/control/channels").json()["items"]) == 1
