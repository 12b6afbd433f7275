"""Users, groups and one's own profile."""

from contextlib import aclosing

import pytest
from builders import PASSWORD
from house import open_house

pytestmark = pytest.mark.anyio

NEW = {"name": "Carla", "email": "Carla@Example.com", "password": "a long password"}


@pytest.fixture
async def house():
    async with open_house() as found:
        yield found


@pytest.fixture
async def admin(house):
    async with aclosing(await house.signed_in("admin")) as client:
        yield client


def told(house):
    return [
        (o.routing_key, o.message.user.name) for o in house.outside.people.published
    ]


async def test_registering_a_user_tells_the_others_and_lets_them_in(house, admin):
    key = {"Idempotency-Key": "one"}
    answer = await admin.post("/api/v1/users", json=NEW, headers=key)
    again = await admin.post("/api/v1/users", json=NEW, headers=key)

    assert answer.status_code == 201
    assert again.json() == answer.json()
    assert answer.json()["email"] == "carla@example.com"
    assert told(house) == [("user_registered", "Carla")]
    async with house.client() as carla:
        body = {"email": "carla@example.com", "password": "a long password"}
        assert (await carla.post("/api/v1/session", json=body)).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"email": "ana@example.com"}, 409, "email"),
        ({"email": "nobody"}, 422, "email"),
        ({"password": "short"}, 422, "password"),
        ({"password": "recado-demo"}, 422, "password"),
        ({"group": "nowhere"}, 422, "group"),
        ({"permissions": ["everything"]}, 422, "permissions.0"),
        ({"language": "xx"}, 422, "language"),
        ({"time_zone": "Mars/Olympus"}, 422, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, 422, "time_zone"),
        ({"admin": True}, 422, "admin"),
    ],
)
async def test_an_unfit_user_is_refused_by_field(admin, change, status, field):
    answer = await admin.post("/api/v1/users", json={**NEW, **change})

    assert (answer.status_code, answer.json()["field"]) == (status, field)


async def test_a_deactivated_user_is_out_at_once(house, admin):
    """PRM-5."""
    ana = await house.signed_in("ana")
    stream = await house.follow(ana)

    path = f"/api/v1/users/{house.users['ana'].user_id}"
    answer = await admin.patch(path, json={"active": False})

    assert answer.json()["active"] is False
    await stream.closed()
    assert (await ana.get("/api/v1/me")).status_code == 401
    body = {"email": "ana@example.com", "password": PASSWORD}
    assert (await ana.post("/api/v1/session", json=body)).status_code == 401
    assert told(house) == [("user_deactivated", "Ana")]
    await ana.aclose()


async def test_another_password_ends_every_session(house, admin):
    ana = await house.signed_in("ana")
    path = f"/api/v1/users/{house.users['ana'].user_id}"

    await admin.patch(path, json={"password": "another long one"})

    assert (await ana.get("/api/v1/me")).status_code == 401
    await ana.aclose()


async def test_permissions_change_at_once_and_go_back_to_the_group_s(house, admin):
    """PRM-3, PRM-5."""
    ana = await house.signed_in("ana")
    path = f"/api/v1/users/{house.users['ana'].user_id}"

    await admin.patch(path, json={"permissions": ["ledger.view"]})
    own = (await ana.get("/api/v1/me")).json()["user"]["permissions"]
    await admin.patch(path, json={"permissions": None})
    group_s = (await ana.get("/api/v1/me")).json()["user"]["permissions"]

    assert (own, group_s) == (["ledger.view"], ["contacts.edit", "inbox"])
    assert told(house) == [("user_profile_changed", "Ana")] * 2
    await ana.aclose()


async def test_a_group_can_be_given_other_permissions(house, admin):
    ana = await house.signed_in("ana")

    answer = await admin.patch(
        "/api/v1/permission-groups/attendant", json={"permissions": ["inbox"]}
    )

    assert answer.json() == {"name": "attendant", "permissions": ["inbox"]}
    assert (await ana.get("/api/v1/me")).json()["user"]["permissions"] == ["inbox"]
    listed = (await admin.get("/api/v1/permission-groups")).json()["items"]
    assert [g["name"] for g in listed] == ["administrator", "attendant"]
    await ana.aclose()


async def test_the_last_administrator_stays(house, admin):
    path = f"/api/v1/users/{house.users['admin'].user_id}"

    answer = await admin.patch(path, json={"group": "attendant"})

    assert (answer.status_code, answer.json()["reason"]) == (409, "LAST_ADMINISTRATOR")


async def test_nobody_else_s_account_can_be_touched(house, admin):
    answer = await admin.patch("/api/v1/users/us_of_another", json={"name": "X"})

    assert (answer.status_code, answer.json()["reason"]) == (404, "USER_UNKNOWN")


async def test_one_s_own_language_and_name(house):
    async with aclosing(await house.signed_in("ana")) as ana:
        answer = await ana.patch("/api/v1/me", json={"language": "pt-BR"})
        refused = await ana.patch("/api/v1/me", json={"permissions": ["users.manage"]})

        assert answer.json()["user"]["language"] == "pt-BR"
        assert answer.json()["csrf_token"] == ana.headers["X-CSRF-Token"]
        assert refused.json()["field"] == "permissions"


async def test_users_come_by_name_page_by_page(admin):
    await admin.post("/api/v1/users", json=NEW)
    names, cursor = [], ""
    while cursor is not None:
        page = (
            await admin.get("/api/v1/users", params={"limit": 3, "cursor": cursor})
        ).json()
        names.append([user["name"] for user in page["items"]])
        cursor = page["next_cursor"]
    wrong = await admin.get("/api/v1/users", params={"cursor": "us_nobody"})

    assert names == [["Admin", "Ana", "Bruno"], ["Carla"]]
    assert (wrong.json()["reason"], wrong.json()["field"]) == (
        "PAGE_TOKEN_INVALID",
        "cursor",
    )


async def test_tokens_come_page_by_page(house, admin):
    made = [
        (await admin.post("/api/v1/tokens", json={"name": name})).json()["id"]
        for name in "abc"
    ]
    first = (await admin.get("/api/v1/tokens", params={"limit": 2})).json()
    second = (
        await admin.get("/api/v1/tokens", params={"cursor": first["next_cursor"]})
    ).json()

    assert {t["id"] for t in first["items"] + second["items"]} == set(made)
    assert (len(first["items"]), second["next_cursor"]) == (2, None)
