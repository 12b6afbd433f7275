"""Signing in, staying signed in, and what protects it."""

import pytest
from builders import PASSWORD, added
from house import open_house

from gateway.domain.access import key_of

pytestmark = pytest.mark.anyio

ANA = {"email": "ana@example.com", "password": PASSWORD}


async def test_signing_in_answers_with_a_session_that_only_the_browser_keeps():
    async with open_house(secure_cookies=True) as house, house.client() as client:
        answer = await client.post(
            "/api/v1/session", json={**ANA, "email": " ANA@example.com "}
        )

        assert answer.status_code == 200
        assert answer.json()["user"]["email"] == "ana@example.com"
        cookie = answer.headers["set-cookie"]
        for flag in ("HttpOnly", "SameSite=Lax", "Secure", "Path=/"):
            assert flag in cookie
        assert client.cookies["recado_session"] not in house.outside.access.sessions
        assert key_of(client.cookies["recado_session"]) in house.outside.access.sessions


async def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nothing():
    async with open_house() as house, house.client() as client:
        wrong = await client.post("/api/v1/session", json={**ANA, "password": "x"})
        unknown = await client.post(
            "/api/v1/session", json={**ANA, "email": "no@example.com"}
        )

        assert wrong.status_code == unknown.status_code == 401
        assert wrong.json() == unknown.json()
        assert wrong.json()["reason"] == "CREDENTIALS_WRONG"


async def test_failing_too_often_has_to_wait():
    async with open_house() as house, house.client() as client:
        for _ in range(10):
            await client.post("/api/v1/session", json={**ANA, "password": "x"})

        answer = await client.post("/api/v1/session", json=ANA)

        assert (answer.status_code, answer.json()["reason"]) == (
            429,
            "TOO_MANY_ATTEMPTS",
        )
        assert int(answer.headers["retry-after"]) > 0


async def test_the_demo_password_signs_nobody_in_outside_demo_mode():
    async with open_house() as house, house.client() as client:
        answer = await client.post(
            "/api/v1/session", json={**ANA, "password": "recado-demo"}
        )

        assert answer.status_code == 401


async def test_signing_in_again_ends_the_session_before():
    async with open_house() as house:
        ana = await house.signed_in()
        former = ana.cookies["recado_session"]

        await ana.post("/api/v1/session", json=ANA)

        assert ana.cookies["recado_session"] != former
        ana.cookies.set("recado_session", former, domain="recado.test")
        async with house.client(cookies={"recado_session": former}) as old:
            assert (await old.get("/api/v1/me")).status_code == 401
        await ana.aclose()


async def test_signing_out_ends_the_session_and_its_streams_at_once():
    async with open_house() as house:
        ana = await house.signed_in()
        secret = ana.cookies["recado_session"]
        stream = await house.follow(ana)

        answer = await ana.delete("/api/v1/session")

        assert answer.status_code == 204
        await stream.closed()
        assert stream.ended
        async with house.client(cookies={"recado_session": secret}) as old:
            assert (await old.get("/api/v1/me")).json()["reason"] == "SESSION_MISSING"
        await ana.aclose()


async def test_a_session_ended_elsewhere_ends_its_streams_here(monkeypatch):
    monkeypatch.setattr("gateway.live.keeping.SESSION_SECONDS", 0.01)
    async with open_house() as house:
        ana, bruno = await house.signed_in("ana"), await house.signed_in("bruno")
        hers, his = await house.follow(ana), await house.follow(bruno)

        house.outside.access.close_sessions(
            house.account_id, house.users["ana"].user_id
        )

        await hers.closed()
        assert not his.ended
        await his.leave()
        await ana.aclose()
        await bruno.aclose()


@pytest.mark.parametrize("token", [None, "", "0" * 64])
async def test_a_change_by_cookie_needs_the_page_s_token(token):
    async with open_house() as house:
        ana = await house.signed_in()
        del ana.headers["X-CSRF-Token"]
        headers = {} if token is None else {"X-CSRF-Token": token}

        answer = await ana.post("/api/v1/conversations/cv_1/claim", headers=headers)

        assert (answer.status_code, answer.json()["reason"]) == (403, "CSRF_INVALID")
        assert (await ana.get("/api/v1/conversations/cv_1")).status_code == 200
        await ana.aclose()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Origin": "http://recado.test"}, 200, id="ours"),
        pytest.param({"Origin": "http://evil.test"}, 403, id="another"),
        pytest.param({"Origin": "null"}, 403, id="nobody-s"),
        pytest.param({"Origin": "http://[evil"}, 403, id="malformed"),
        pytest.param(
            {"Sec-Fetch-Site": "cross-site"}, 403, id="another-without-origin"
        ),
        pytest.param({}, 200, id="a-program"),
    ],
)
async def test_another_site_can_sign_nobody_in(headers, status):
    async with open_house() as house, house.client() as client:
        answer = await client.post("/api/v1/session", json=ANA, headers=headers)

        assert answer.status_code == status


async def test_an_api_token_acts_for_its_user_and_is_shown_once():
    async with open_house() as house:
        ana = await house.signed_in()
        key = {"Idempotency-Key": "one"}
        made = (
            await ana.post("/api/v1/tokens", json={"name": "BI"}, headers=key)
        ).json()
        again = (
            await ana.post("/api/v1/tokens", json={"name": "BI"}, headers=key)
        ).json()
        assert made["token"].startswith("rcd_")
        assert (again["id"], again["token"]) == (made["id"], None)
        bearer = {"Authorization": f"Bearer {made['token']}"}

        async with house.client(headers=bearer) as program:
            me = (await program.get("/api/v1/me")).json()
            claim = await program.post("/api/v1/conversations/cv_1/close")
            another = await program.post("/api/v1/tokens", json={"name": "more"})
            listed = (await program.get("/api/v1/tokens")).json()["items"]
            assert (me["user"]["name"], me["csrf_token"]) == ("Ana", "")
            assert claim.status_code == 200
            assert another.json()["reason"] == "SESSION_ONLY"
            assert "token" not in listed[0]
            assert listed[0]["last_used_time"] is not None

            assert (await ana.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
            assert (await program.get("/api/v1/me")).status_code == 401
        assert (await ana.delete(f"/api/v1/tokens/{made['id']}")).status_code == 404
        await ana.aclose()


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer x", "Basic abc", "Bearer rcd_x", "\xff"]
)
async def test_an_odd_authorization_is_nobody(value):
    async with open_house() as house, house.client() as client:
        headers = {"Authorization": value.encode("latin-1")}

        assert (await client.get("/api/v1/me", headers=headers)).status_code == 401


async def test_every_answer_carries_the_security_headers():
    async with open_house(secure_cookies=True) as house, house.client() as client:
        for path in ("/", "/api/v1/me", "/api/docs", "/nothing.txt", "/healthz"):
            headers = (await client.get(path)).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert "usb=()" in headers["permissions-policy"]
            assert headers["strict-transport-security"].startswith("max-age=")


async def test_a_token_s_stream_ends_with_the_token_and_makes_nobody_present(
    monkeypatch,
):
    """AVL-6: presence is of people."""
    monkeypatch.setattr("gateway.live.keeping.SESSION_SECONDS", 0.01)
    async with open_house() as house:
        ana = await house.signed_in()
        made = (await ana.post("/api/v1/tokens", json={"name": "BI"})).json()
        async with house.client(
            headers={"Authorization": f"Bearer {made['token']}"}
        ) as program:
            stream = await house.follow(program)
            assert (await stream.next())[1] == "ready"
            house.queue.on_message(
                house.world.publish(added(1, account_id=house.account_id))
            )
            assert (await stream.next())[0] == 1

            await ana.delete(f"/api/v1/tokens/{made['id']}")
            await stream.closed()

        assert all(report == [] for report in house.world.reports)
        await ana.aclose()
