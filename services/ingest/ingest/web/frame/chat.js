/**
 * The conversation as the visitor's page knows it, and what may change it.
 * No DOM and no socket here: `send`, `upload` and `changed` are handed in.
 */

const PATIENCE = 10_000; // milliseconds without an answer before a message shows as failed

export function createChat({ memory, send, upload, changed, newId = randomId, now = () => new Date() }) {
  /** Lines by sequence: what the server has. */
  const lines = new Map();
  /**
   * Messages not in the transcript yet: {client_id, text, at, state, reason}, and
   * with a file {file, view, found, upload_id, share, cancel}: `view` is what is
   * shown until the page is left, `found` what the server knows of it.
   */
  let outbox = memory.get("outbox", []).map((m) => ({ ...m, state: "sending" }));
  let sequence = 0;
  let readTo = memory.get("readTo", 0);
  let connected = false;
  let watched = false;

  function greeting(websiteToken, language) {
    return {
      op: "session.start",
      website_token: websiteToken,
      visitor_token: memory.get("visitor", null),
      after_seq: sequence,
      name: memory.get("name", ""),
      locale: language,
    };
  }

  function keep() {
    // A file that is not with the server yet cannot outlive the page.
    const lasting = outbox.filter((m) => !m.view || m.upload_id);
    memory.set("outbox", lasting.map(({ client_id, text, at, upload_id, found }) => (
      upload_id ? { client_id, text, at, upload_id, found, view: found } : { client_id, text, at }
    )));
    changed();
  }

  function post(message) {
    message.state = "sending";
    const { client_id, text, upload_id } = message;
    if (message.view && !upload_id) {
      bring(message);
      return;
    }
    const file = upload_id ? { type: "file", file: { upload_id } } : { type: "text" };
    const sent = connected && send({ op: "message.create", client_id, text, ...file });
    if (sent) setTimeout(() => overdue(client_id), PATIENCE);
  }

  /** Uploads the file of a message, then sends the message. */
  async function bring(message) {
    if (message.cancel || !connected) return;
    const { done, cancel } = upload(message, (share) => {
      message.share = share;
      changed();
    });
    message.cancel = cancel;
    try {
      message.found = await done;
      message.upload_id = message.found.id;
      message.cancel = null;
      post(message);
    } catch ({ reason }) {
      message.cancel = null;
      if (reason === "CANCELLED") outbox = outbox.filter((m) => m !== message);
      else fail(message, reason);
    }
    keep();
  }

  function overdue(clientId) {
    const message = outbox.find((m) => m.client_id === clientId);
    if (message?.state === "sending" && connected) fail(message, "NO_ANSWER");
  }

  function fail(message, reason) {
    message.state = "failed";
    message.reason = reason;
    changed();
  }

  function say(text) {
    const message = { client_id: newId(), text, at: now().toISOString() };
    outbox.push(message);
    post(message);
    keep();
  }

  /** Sends a file; `view` is how it is shown until the page is left. */
  function attach(file, view, text) {
    const message = { client_id: newId(), text, at: now().toISOString(), file, view };
    outbox.push(message);
    post(message);
    keep();
  }

  function retry(clientId) {
    const message = outbox.find((m) => m.client_id === clientId);
    if (!message) return;
    // The server does not have the file any more: it is brought once more.
    if (message.reason === "FILE_UNKNOWN") message.upload_id = undefined;
    if (message.view && !message.file && !message.upload_id) outbox = outbox.filter((m) => m !== message);
    else post(message);
    keep();
  }

  function cancel(clientId) {
    outbox.find((m) => m.client_id === clientId)?.cancel?.();
  }

  function rename(name) {
    memory.set("name", name);
    send({ op: "form.submit", form_id: "prechat", values: { name } });
  }

  function add(frame) {
    const { seq, message } = frame;
    if (lines.has(seq)) return;
    lines.set(seq, { seq, ...message });
    sequence = Math.max(sequence, seq);
    if (message.author.kind === "visitor") outbox = outbox.filter((m) => m.client_id !== message.id);
    else send({ op: "delivered", up_to_seq: seq });
    keep();
    look();
  }

  /** Notes that the visitor sees the end of the conversation now. */
  function look() {
    const last = latestFromAgent();
    if (!watched || last <= readTo) return;
    readTo = last;
    memory.set("readTo", readTo);
    send({ op: "read", up_to_seq: last });
    changed();
  }

  function latestFromAgent() {
    return Math.max(0, ...[...lines.values()].filter((l) => l.author.kind !== "visitor").map((l) => l.seq));
  }

  function welcome(frame) {
    connected = true;
    if (frame.visitor_token) {
      // A new visitor: whatever was here belonged to another token.
      memory.set("visitor", frame.visitor_token);
      lines.clear();
      [sequence, readTo] = [0, 0];
      memory.set("readTo", 0);
    }
    outbox.forEach(post);
    changed();
  }

  function receive(frame) {
    const mine = outbox.find((m) => m.client_id === frame.client_id);
    if (frame.ev === "welcome") welcome(frame);
    else if (frame.ev === "message.created") add(frame);
    else if (frame.ev === "ack" && mine) {
      mine.state = "delivered";
      changed();
    } else if (frame.ev === "refused" && mine) fail(mine, frame.reason);
  }

  return {
    greeting,
    receive,
    say,
    attach,
    retry,
    cancel,
    rename,
    visitorToken: () => memory.get("visitor", null),
    lost: () => { connected = false; },
    watch: (value) => { watched = value; look(); },
    messages: () => [...[...lines.values()].sort((a, b) => a.seq - b.seq), ...outbox.map(shownPending)],
    unread: () => [...lines.values()].filter((l) => l.author.kind !== "visitor" && l.seq > readTo).length,
    started: () => lines.size + outbox.length > 0,
  };
}

function shownPending(message) {
  const { client_id, text, at, state, reason, view, share, cancel } = message;
  return {
    id: client_id, text, author: { kind: "visitor" }, created_at: at, state, reason,
    attachments: view ? [view] : [], share, cancellable: Boolean(cancel),
  };
}

/** `crypto.randomUUID` exists on secure origins only. */
function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}
