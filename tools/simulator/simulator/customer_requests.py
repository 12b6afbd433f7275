"""Bodies of the control API that play a customer, as they are checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from simulator.requests import Name, Strict

Short = Annotated[str, StringConstraints(max_length=4096)]
FILE_KINDS = ("image", "audio", "voice", "video", "document", "sticker", "story")


class ChangeCustomer(Strict):
    """Names a customer, moves the time they last wrote, or hides their phone."""

    name: Name | None = None
    # Unix seconds; more than 24 hours ago shuts the reply window.
    wrote_at: float | None = None
    username: str | None = None
    hides_phone: bool | None = None


class Place(Strict):
    """Where somebody is."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    name: str = ""
    address: str = ""
    url: str = ""


class Card(Strict):
    """A contact that is shared; `own` is the writer's own, as they were asked."""

    name: str = ""
    phones: list[str] = Field(default_factory=list)
    emails: list[str] = Field(default_factory=list)
    organization: str = ""
    own: bool = False


class Choice(Strict):
    """What a customer picked of what was offered."""

    offered_as: Literal["buttons", "list", "template", "form", "quick_reply"]
    id: str = ""
    title: str = ""
    description: str = ""
    form: dict[str, Any] = Field(default_factory=dict)


class Item(Strict):
    """One line of an order."""

    product_id: str
    quantity: Annotated[int, Field(ge=1)] = 1
    price: float = 0.0
    currency: str = "BRL"


class Order(Strict):
    """What a customer orders from the catalogue."""

    catalog_id: str = "774400112233445"
    items: Annotated[list[Item], Field(min_length=1)]


class Share(Strict):
    """Something of the app that is passed on; `nothing` can not be shown."""

    what: Literal[
        "share", "reel", "ig_reel", "post", "ig_post", "fallback", "nothing"
    ] = "share"
    url: str = "https://www.example.com/p/1"
    title: str = ""


class Referral(Strict):
    """Where a customer came from: an ad, a post, or a link with a mark."""

    source: Literal["ad", "post", "link"] = "ad"
    source_id: str = "120229990001112223"
    url: str = "https://fb.me/5aBcDeFgH"
    headline: str = ""
    body: str = ""
    image_url: str = ""
    click_id: str = ""
    ref: str = ""
    welcome: str = ""


class Product(Strict):
    """The product of the catalogue that a question is about."""

    product_id: str
    catalog_id: str = "774400112233445"


class Story(Strict):
    """The story of ours that is answered."""

    id: str = "18012345678901234"
    url: str = "https://lookaside.example.com/story.jpg"


class Write(Strict):
    """A customer writes, whatever of it their app knows."""

    text: Short = ""
    name: Name | None = None
    quoted_id: str = ""
    kind: Literal[
        "text",
        "image",
        "audio",
        "voice",
        "video",
        "document",
        "sticker",
        "location",
        "contacts",
        "choice",
        "order",
        "postback",
        "share",
        "story",
        "unsupported",
    ] = "text"
    # Files put there before, or `sample:<name>`; one of ours if there are none.
    media_ids: list[str] = Field(default_factory=list)
    animated: bool = False
    location: Place | None = None
    contacts: list[Card] | None = None
    choice: Choice | None = None
    order: Order | None = None
    # The payload of a postback.
    payload: str = ""
    share: Share | None = None
    story: Story | None = None
    referral: Referral | None = None
    product: Product | None = None
    forwarded: Literal["", "once", "often"] = ""
    # What it is that the provider can not pass on.
    unsupported: str = ""
    # Unix seconds; earlier than now if the webhook comes late, 0 for now.
    at: float = 0.0

    @model_validator(mode="after")
    def _complete(self) -> Write:
        needs = {
            "location": self.location,
            "contacts": self.contacts,
            "choice": self.choice,
            "order": self.order,
        }
        if self.kind in needs and not needs[self.kind]:
            msg = f"kind {self.kind} needs {self.kind}"
            raise ValueError(msg)
        if self.kind in ("text", "postback") and not self.text.strip():
            msg = f"kind {self.kind} needs text"
            raise ValueError(msg)
        return self


class WriteInApp(Strict):
    """Somebody of the business writes in its phone app, or in the page's inbox."""

    text: Short = ""
    kind: Literal["text", "image", "audio", "video", "document"] = "text"
    media_ids: list[str] = Field(default_factory=list)


class React(Strict):
    """A customer reacts to a message; an empty emoji takes it back."""

    message_id: str
    emoji: Annotated[str, StringConstraints(max_length=40)] = ""


class Edit(Strict):
    """A message is written anew by whoever wrote it."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class Press(Strict):
    """A customer presses a button of a message, or picks a row of its list."""

    index: Annotated[int, Field(ge=0)]


class ChangeNumber(Strict):
    """A customer goes on under another number."""

    phone: Annotated[str, StringConstraints(pattern=r"^\+?\d{6,15}$")]


class Consent(Strict):
    """A customer wants marketing no more, or again."""

    value: Literal["stop", "resume"]
