"""The widget's files, and who may show the frame."""

from __future__ import annotations

import asyncio
import re

import pytest
from builders import webchat
from house import House

from ingest.http.widget import WEB


def get(house, path, **kwargs):
    async def main():
        async with house.open() as client:
            return await client.get(path, **kwargs)

    return asyncio.run(main())


def test_the_loader_is_one_small_script(tmp_path):
    answer = get(House(tmp_path), "/webchat/widget.js")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(answer.content) < 8192


def test_the_frame_runs_our_scripts_only(tmp_path):
    answer = get(
        House(tmp_path, webchat()), "/webchat/frame", params={"token": "wt_website"}
    )

    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors *" in policy
    assert "connect-src 'self' ws://ingest.test" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "wt_website" not in answer.text


def test_only_allowed_sites_may_show_the_frame(tmp_path):
    house = House(tmp_path, webchat(facts={"allowed_origins": "https://shop.example"}))

    policy = get(house, "/webchat/frame?token=wt_website").headers[
        "content-security-policy"
    ]

    assert policy.endswith(
        "frame-ancestors 'self' http://inbox.test https://shop.example"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/webchat/frame",
        "/webchat/frame?token=%00",
        "/webchat/app/nope.js",
        "/webchat/app/..%2Fframe.html",
    ],
)
def test_what_is_not_there_is_not_found(tmp_path, path):
    assert get(House(tmp_path, webchat()), path).status_code == 404


def test_a_file_that_has_not_changed_is_not_sent_again(tmp_path):
    house = House(tmp_path)
    etag = get(house, "/webchat/app/main.js").headers["etag"]

    assert (
        get(
            House(tmp_path / "2"),
            "/webchat/app/main.js",
            headers={"if-none-match": etag},
        ).status_code
        == 304
    )


def test_nothing_is_ever_put_in_as_markup():
    for path in WEB.rglob("*.*"):
        source = path.read_text()
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source
        ), path
        assert not re.search(r"\son\w+=[\"']|style=[\"']", source), path


def test_the_three_languages_say_the_same_things():
    source = (WEB / "frame" / "words.js").read_text()
    catalogues = re.findall(
        r"^  (?:\"?[\w-]+\"?): \{\n(.*?)^  \},", source, re.MULTILINE | re.DOTALL
    )

    keys = [re.findall(r"^    (\w+):", text, re.MULTILINE) for text in catalogues]
    assert len(keys) == 3
    assert keys[0] == keys[1] == keys[2]
