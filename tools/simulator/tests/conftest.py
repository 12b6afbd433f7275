"""A business, and a simulator in this process whose phones are quick."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import business as businesses
import httpx
import pytest
from starlette.testclient import TestClient

from simulator.app import create
from simulator.settings import Settings

QUICK = {
    "smtp_port": 0,
    "sent_after_seconds": 0.0,
    "delivered_after_seconds": 0.0,
    "read_after_seconds": 0.0,
    "review_seconds": 0.0,
    "retry_seconds": 0.01,
    "retry_attempts": 4,
}
PAGE_ID, INSTAGRAM_ID = "204500066600777", "17841400011122233"
# Somebody on a page, and on an Instagram account.
PERSON = "7300112244556677"
ACCOUNT, AUTH_TOKEN = "AC1673448ee7064c989d02579c534f6b66", "12345twiliotoken"


@pytest.fixture
def business() -> Iterator[businesses.Business]:
    with businesses.running() as found:
        yield found


@pytest.fixture
def simulator() -> Iterator[TestClient]:
    app = create(Settings(**QUICK))
    with TestClient(app) as client:
        yield client
    # What goes on behind an answer must not have gone wrong unseen.
    assert app.state.courier.failures == 0


def cloud_channel(business: businesses.Business) -> dict[str, str]:
    return {
        "kind": "whatsapp_cloud",
        "name": "Aurora",
        "webhook_url": f"{business.url}/webhooks/meta/app",
        "phone_number_id": "227711004455001",
        "waba_id": "318200455667788",
        "phone_number": "551140028922",
        "app_secret": "secret",
        "verify_token": "verify-me",
        "access_token": "token",
    }


def twilio_channel(business: businesses.Business) -> dict[str, str]:
    return {
        "kind": "whatsapp_twilio",
        "name": "Aurora",
        "webhook_url": f"{business.url}/webhooks/twilio/ch_1?x=1",
        "account_sid": ACCOUNT,
        "auth_token": AUTH_TOKEN,
        "sender": "whatsapp:+15550100200",
    }


@pytest.fixture
def cloud(simulator: TestClient, business: businesses.Business) -> TestClient:
    """A simulator with a WhatsApp Cloud number."""
    assert (
        simulator.put("/control/channels", json=cloud_channel(business)).status_code
        == 201
    )
    return simulator


@pytest.fixture
def twilio(simulator: TestClient, business: businesses.Business) -> TestClient:
    """A simulator with a Twilio sender."""
    assert (
        simulator.put("/control/channels", json=twilio_channel(business)).status_code
        == 201
    )
    return simulator


def page_channel(business: businesses.Business, kind: str) -> dict[str, str]:
    name = "page_id" if kind == "messenger" else "instagram_id"
    return {
        "kind": kind,
        "name": "Aurora",
        "webhook_url": f"{business.url}/webhooks/meta/app",
        name: PAGE_ID if kind == "messenger" else INSTAGRAM_ID,
        "app_id": "5550001112223",
        "app_secret": "secret",
        "verify_token": "verify-me",
        "access_token": f"{kind}-token",
    }


@pytest.fixture
def messenger(simulator: TestClient, business: businesses.Business) -> TestClient:
    """A simulator with a Facebook page."""
    body = page_channel(business, "messenger")
    assert simulator.put("/control/channels", json=body).status_code == 201
    return simulator


@pytest.fixture
def instagram(simulator: TestClient, business: businesses.Business) -> TestClient:
    """A simulator with an Instagram account."""
    body = page_channel(business, "instagram")
    assert simulator.put("/control/channels", json=body).status_code == 201
    return simulator


def until(look):
    """Return what *look* finds once there is something."""
    deadline = time.monotonic() + 10
    while not (found := look()):
        assert time.monotonic() < deadline
    return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def served():
    """The address of a running simulator, and the port of its mail catcher."""
    port, smtp_port = free_port(), free_port()
    environ = os.environ | {
        "SIMULATOR_PORT": str(port),
        "SIMULATOR_SMTP_PORT": str(smtp_port),
        "SIMULATOR_STATE": "",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    process = subprocess.Popen([sys.executable, "-m", "simulator.main"], env=environ)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"{url}/healthz")
            break
        except httpx.TransportError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
    yield url, smtp_port
    process.terminate()
    assert process.wait(timeout=15) == 0
