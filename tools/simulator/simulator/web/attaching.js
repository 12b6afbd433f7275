/** What a person can send besides text, by the app they are in. */
import { ask } from "./menu.js";
import { t } from "./strings.js";

const AD = {
  source: "ad", headline: "Cerâmica feita à mão", body: "Peças da nova coleção", ref: "colecao",
  click_id: "AfgSimulatedClick", image_url: `${location.origin}/control/samples/photo`,
};
const WHATSAPP = ["photo", "video", "document", "table", "voice", "song", "sticker", "animated", "place", "card", "ownCard", "form", "fromAd", "poll", "tooLarge"];
const OFFERED = {
  whatsapp_cloud: [...WHATSAPP, "order"],
  whatsapp_twilio: WHATSAPP.filter((name) => name !== "ownCard"),
  messenger: ["photo", "photos", "video", "document", "voice", "sticker", "reel", "post", "menuButton", "fromAd", "fromLink"],
  instagram: ["photo", "photos", "video", "document", "voice", "reel", "story", "storyReply", "menuButton", "fromAd", "fromLink", "vanishing"],
};
const ICONS = {
  photo: "image", photos: "image", video: "video", document: "file", table: "file", voice: "mic", song: "music", sticker: "smile", animated: "smile",
  place: "pin", card: "person", ownCard: "person", order: "bag", fromAd: "ad", fromLink: "link", reel: "link", post: "link", story: "camera",
  storyReply: "camera", menuButton: "list", poll: "alert", tooLarge: "alert", vanishing: "alert", form: "list",
};

/** Returns the items of the attach menu; `send(body)` writes, `text()` is what stands in the box. */
export function attachments(channel, customer, { send, refer, pickFile, text }) {
  const sample = (kind, ...names) => () => send({ kind, text: text(), media_ids: names.map((name) => `sample:${name}`) });
  const acts = {
    photo: sample("image", "photo"), photos: sample("image", "photo", "screenshot", "photo"), video: sample("video", "video"),
    document: sample("document", "document"), table: sample("document", "table"), voice: () => send({ kind: "voice" }), song: sample("audio", "song"),
    sticker: () => send({ kind: "sticker" }), animated: () => send({ kind: "sticker", animated: true }),
    place: () => sharePlace(send), card: () => shareCard(send),
    ownCard: () => send({ kind: "contacts", contacts: [{ own: true, phones: [`+${customer.phone}`] }] }),
    order: () => send({ kind: "order", text: text(), order: { items: [{ product_id: "TIGELA-BRUMA", quantity: 2, price: 89 }, { product_id: "VASO-SERRA", quantity: 1, price: 240 }] } }),
    fromAd: () => send({ text: text() || t("adText"), referral: AD }), fromLink: () => refer({ source: "link", ref: "flyer-11" }),
    reel: () => send({ kind: "share", share: { what: channel.kind === "instagram" ? "ig_reel" : "reel", title: "Reel", url: "https://www.example.com/reel/99" } }),
    post: () => send({ kind: "share", share: { what: "post", title: "Post", url: "https://www.example.com/p/1" } }),
    story: () => send({ kind: "story" }), storyReply: () => send({ text: text() || "😍", story: {} }),
    menuButton: () => send({ kind: "postback", text: "Horários", payload: "MENU_HOURS" }),
    poll: () => send({ kind: "unsupported", unsupported: "poll_creation" }), tooLarge: () => send({ kind: "unsupported", unsupported: "media_too_large" }),
    vanishing: () => send({ kind: "unsupported", unsupported: "ephemeral" }),
    form: () => send({ kind: "choice", text: "Sent", choice: { offered_as: "form", form: { date: "2026-11-30", guests: "2" } } }),
  };
  const items = OFFERED[channel.kind].map((name) => ({ icon: ICONS[name], label: t(name), run: acts[name] }));
  return [{ icon: "clip", label: t("file"), run: pickFile }, ...items];
}

async function sharePlace(send) {
  const given = await ask(t("place"), [
    { name: "latitude", label: t("latitude"), value: "-22.9068", type: "number" },
    { name: "longitude", label: t("longitude"), value: "-43.1096", type: "number" },
    { name: "name", label: t("label"), value: "Campo de São Bento", required: false },
    { name: "address", label: t("address"), value: "Icaraí, Niterói", required: false },
  ]);
  if (given) send({ kind: "location", location: { ...given, latitude: Number(given.latitude), longitude: Number(given.longitude) } });
}

async function shareCard(send) {
  const given = await ask(t("card"), [
    { name: "name", label: t("name"), value: "Rui Costa" },
    { name: "phone", label: t("phone"), value: "+351 910 000 001", type: "tel" },
    { name: "email", label: t("email"), value: "rui@example.com", type: "email", required: false },
    { name: "organization", label: t("company"), value: "Costa & Filhos", required: false },
  ]);
  if (!given) return;
  const { name, phone, email, organization } = given;
  send({ kind: "contacts", contacts: [{ name, phones: [phone], emails: email ? [email] : [], organization }] });
}

/** Returns the kind of message that a picked file makes. */
export function kindOfFile({ type }) {
  const [family] = type.split("/");
  return ["image", "video", "audio"].includes(family) ? family : "document";
}
