"""Each webhook of Messenger and Instagram has the structure of their own."""

from __future__ import annotations

import pytest
from events import AD, GRAM, PAGE, message, told
from shapes import differences

PAGE_CASES = {
    "msg_text": message(text="Hi"),
    "msg_text_reply_to": message(text="this one", quoted_id="m_x"),
    "msg_text_ads_referral": message(text="Hi", referral=AD),
    "msg_text_quick_reply": message(
        kind="choice",
        text="Yes",
        choice={"offered_as": "quick_reply", "id": "YES", "title": "Yes"},
    ),
    "msg_image": message(kind="image"),
    "msg_images_multi": message(kind="image", media_ids=["sample:photo"] * 3),
    "msg_audio": message(kind="voice"),
    "msg_video": message(kind="video"),
    "msg_file": message(kind="document"),
    "msg_fallback_link": message(
        kind="share", text="see", share={"what": "fallback", "title": "Example"}
    ),
    "msg_fallback_no_payload": message(kind="share", share={"what": "nothing"}),
    "postback_button": message(kind="postback", text="Hours", payload="HOURS"),
    "referral_mme": ("referral", {"source": "link", "ref": "flyer"}),
    "referral_ad": ("referral", AD),
    "echo_page_inbox": ("echo", {"text": "Answered"}),
    "echo_image": ("echo", {"kind": "image"}),
    "handover_take_thread_control": ("handover", {}),
}
AD_POST = "ads_context_data.post_id: str"


@pytest.mark.parametrize("name", PAGE_CASES)
def test_what_happens_on_a_page_is_told_as_messenger_does(messenger, business, name):
    """CHN-6."""
    verb, body = PAGE_CASES[name]

    webhook = told(business, messenger, f"{PAGE}/{verb}", body)

    lacks, has = differences(f"messenger/{name}", webhook)
    assert {each for each in lacks if not each.endswith(AD_POST)} == set()
    assert has == set()


GRAM_CASES = {
    "msg_text": message(text="Olá"),
    "msg_image": message(kind="image"),
    "msg_audio": message(kind="voice"),
    "msg_video": message(kind="video"),
    "msg_file": message(kind="document"),
    "msg_multi_attachments": message(
        kind="image", media_ids=["sample:photo", "sample:video"]
    ),
    "msg_share": message(kind="share"),
    "msg_story_mention": message(kind="story"),
    "msg_story_reply": message(text="😍", story={}),
    "msg_unsupported": message(kind="unsupported"),
    "msg_ephemeral": message(kind="unsupported", unsupported="ephemeral"),
    "msg_quick_reply": message(
        kind="choice",
        text="Preços",
        choice={"offered_as": "quick_reply", "id": "PRICES", "title": "Preços"},
    ),
    "msg_ctd_ad_referral": message(text="Oi", referral=AD),
}
AD_VIDEO = "ads_context_data.video_url: str"


@pytest.mark.parametrize("name", GRAM_CASES)
def test_what_happens_on_instagram_is_told_as_instagram_does(instagram, business, name):
    """CHN-6."""
    verb, body = GRAM_CASES[name]

    webhook = told(business, instagram, f"{GRAM}/{verb}", body)

    lacks, has = differences(f"instagram/{name}", webhook)
    assert {each for each in lacks if not each.endswith(AD_VIDEO)} == set()
    assert has == set()


@pytest.mark.parametrize(
    ("name", "verb", "body"),
    [
        pytest.param("message_edit", "edit", {"text": "Oi!"}, id="edit"),
        pytest.param("msg_deleted", "delete", {}, id="delete"),
    ],
)
def test_a_direct_message_is_changed_as_instagram_tells_it(
    instagram, business, name, verb, body
):
    written = instagram.post(f"{GRAM}/messages", json={"text": "Oi"}).json()

    path = f"/control/messages/{written['message']['id']}/{verb}"
    webhook = told(business, instagram, path, body, 2)

    assert differences(f"instagram/{name}", webhook) == (set(), set())


@pytest.mark.parametrize("emoji", ["❤️", ""])
def test_a_reaction_on_a_page_is_told_as_messenger_does(messenger, business, emoji):
    written = messenger.post(f"{PAGE}/messages", json={"text": "Oi"}).json()

    body = {"message_id": written["message"]["id"], "emoji": emoji}
    webhook = told(business, messenger, f"{PAGE}/reactions", body, 2)

    name = "messenger/reaction_add" if emoji else "messenger/reaction_remove"
    assert differences(name, webhook) == (set(), set())


def test_a_file_whose_name_has_spaces_and_accents_has_a_plain_address(
    instagram, business
):
    """ATT-2."""
    body = {"kind": "document"}

    webhook = told(business, instagram, f"{GRAM}/messages", body)

    (attachment,) = webhook["entry"][0]["messaging"][0]["message"]["attachments"]
    url = attachment["payload"]["url"]
    assert url.isascii()
    assert " " not in url
    assert instagram.get(url).headers["content-type"] == "application/pdf"
