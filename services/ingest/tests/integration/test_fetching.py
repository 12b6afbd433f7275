"""Fetching from providers: what they are shown, and where we do not go."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from builders import NUMBER, channel, twilio

from ingest.domain.content import FileSource
from ingest.media.addresses import NotPublic, PublicOnly, public
from ingest.media.fetching import HttpSource, credentials
from ingest.media.ports import Gone, NotYet

BODY = b"the bytes of a file " * 50
DIGEST = hashlib.sha256(BODY)


class Host:
    """Answers what it was told to, by path; remembers who asked."""

    def __init__(self):
        self.answers = {}
        self.asked = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                host.asked.append((self.path, self.headers.get("authorization")))
                path = self.path.partition("?")[0]
                status, headers, body = host.answers.get(path, (404, {}, b""))
                self.send_response(status)
                named = {"content-length": str(len(body))} | headers
                if "transfer-encoding" in headers:
                    del named["content-length"]
                for name, value in named.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    self.close_connection = True
                if headers.get("content-length"):
                    # It promises more than it gives.
                    self.close_connection = True

            def log_message(self, *_):
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def gives(self, path, body=b"", status=200, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, named, body)

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def chunked(body):
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


@pytest.fixture(scope="module")
def _hosts():
    found = [Host(), Host()]
    yield found
    for host in found:
        host.close()


@pytest.fixture
def hosts(_hosts):
    for host in _hosts:
        host.answers.clear()
        host.asked.clear()
    return _hosts


@pytest.fixture
def host(hosts):
    return hosts[0]


@pytest.fixture
def fetch(tmp_path):
    def fetching(where, max_bytes=1 << 20, **source):
        digest = HttpSource(max_bytes).fetch(where, FileSource(**source), target)
        return digest, target.read_bytes()

    target = fetching.target = tmp_path / "body"
    return fetching


def cloud(host):
    return channel(api_base_url=host.url)


def told(host, **fields):
    answer = {"url": f"{host.url}/cdn/m1?hash=abc", "id": "m1"} | fields
    host.gives("/v25.0/m1", json.dumps(answer).encode())


def test_whatsapp_cloud_is_asked_for_the_address_and_shown_the_token(host, fetch):
    told(host)
    host.gives("/cdn/m1", BODY)

    digest, body = fetch(cloud(host), media_id="m1", sha256=DIGEST.hexdigest())

    assert (digest, body) == (DIGEST.hexdigest(), BODY)
    assert host.asked == [
        (f"/v25.0/m1?phone_number_id={NUMBER}", "Bearer EAAaccess-token"),
        ("/cdn/m1?hash=abc", "Bearer EAAaccess-token"),
    ]


def test_twilio_is_shown_the_token_and_where_it_leads_is_not(hosts, fetch):
    """The redirect goes to a file store of somebody else's."""
    host, _ = hosts
    where = twilio(api_base_url=host.url)
    host.gives("/Media/ME1", status=307, location="https://store.test/signed")
    reached = []

    def resolver(name, port):
        reached.append((name, port))
        return ["127.0.0.1"]

    # The store is not ours to reach here; that it was looked for is enough.
    with pytest.raises(Gone, match="FETCH_FAILED"):
        HttpSource(1 << 20, resolver=resolver).fetch(
            where, FileSource(url=f"{host.url}/Media/ME1"), fetch.target
        )

    pair = b"AC1673448ee7064c989d02579c534f6b66:12345twiliotoken"
    assert host.asked == [
        ("/Media/ME1", f"Basic {base64.b64encode(pair).decode()}"),
    ]
    assert reached == [("127.0.0.1", host.port), ("store.test", 443)]


@pytest.mark.parametrize(
    ("where", "url", "wanted"),
    [
        (channel(), "https://lookaside.fbsbx.com/a", {"Bearer"}),
        (channel(), "https://mmg.whatsapp.net/a", {"Bearer"}),
        (channel(), "https://evilfbsbx.com/a", set()),
        (channel(), "https://fbsbx.com.evil.test/a", set()),
        (channel(), "http://lookaside.fbsbx.com/a", set()),
        (channel(), "http://provider.test/a", {"Bearer"}),
        (channel(), "http://provider.test:81/a", set()),
        (twilio(), "http://provider.test/a", {"Basic"}),
        (twilio(), "https://mms.twiliocdn.com/a", set()),
    ],
)
def test_only_the_provider_is_shown_who_we_are(where, url, wanted):
    """`http://provider.test` is the channel's own address."""
    shown = credentials(where, url)

    assert {value.partition(" ")[0] for value in shown.values()} == wanted


@pytest.mark.parametrize(
    "told_as", [DIGEST.hexdigest(), base64.b64encode(DIGEST.digest()).decode(), ""]
)
def test_what_came_is_what_was_told(host, fetch, told_as):
    host.gives("/file", BODY)

    assert fetch(cloud(host), url=f"{host.url}/file", sha256=told_as)[1] == BODY


def test_what_is_not_what_was_told_is_tried_again(host, fetch):
    host.gives("/file", BODY + b" changed on the way")

    with pytest.raises(NotYet, match="digest"):
        fetch(cloud(host), url=f"{host.url}/file", sha256=DIGEST.hexdigest())


@pytest.mark.parametrize(
    ("status", "raised", "why"),
    [
        (410, Gone, "GONE"),
        (404, NotYet, "HTTP 404"),
        (401, NotYet, "HTTP 401"),
        (500, NotYet, "HTTP 500"),
    ],
)
def test_a_refusal_says_whether_to_come_again(host, fetch, status, raised, why):
    host.gives("/file", status=status)

    with pytest.raises(raised, match=why):
        fetch(cloud(host), url=f"{host.url}/file")


@pytest.mark.parametrize(
    ("status", "code", "raised"),
    [(400, 100, Gone), (400, 190, NotYet), (500, 100, NotYet), (429, 4, NotYet)],
)
def test_a_media_id_that_died_is_gone(host, fetch, status, code, raised):
    """Media ids of WhatsApp live for seven days."""
    answer = {"error": {"code": code, "error_subcode": 33, "message": "no"}}
    host.gives("/v25.0/m1", json.dumps(answer).encode(), status=status)

    with pytest.raises(raised):
        fetch(cloud(host), media_id="m1")


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"url": 7}', b"x" * 99_999])
def test_an_answer_without_an_address_is_tried_again(host, fetch, body):
    host.gives("/v25.0/m1", body)

    with pytest.raises(NotYet):
        fetch(cloud(host), media_id="m1")


def test_a_file_beyond_the_limit_is_not_read_to_its_end(host, fetch):
    host.gives("/file", BODY)
    host.answers["/endless"] = (200, {"transfer-encoding": "chunked"}, chunked(BODY))

    for path in ("/file", "/endless"):
        with pytest.raises(Gone, match="TOO_LARGE"):
            fetch(cloud(host), max_bytes=len(BODY) - 1, url=host.url + path)
    assert fetch(cloud(host), max_bytes=len(BODY), url=f"{host.url}/file")[1] == BODY


def test_a_provider_that_trickles_is_left(host, tmp_path):
    host.gives("/file", BODY)
    moments = iter([0.0, 1000.0])
    source = HttpSource(1 << 20, seconds=lambda: next(moments))

    with pytest.raises(NotYet, match="too long"):
        source.fetch(cloud(host), FileSource(url=f"{host.url}/file"), tmp_path / "body")


def test_a_provider_that_is_away_or_breaks_off_is_tried_again(host, fetch):
    host.gives("/torn", BODY[:9], content_length=str(len(BODY)))
    host.gives("/empty", b"")
    host.gives("/circle", status=302, location="/circle")

    for url in (f"{host.url}/torn", f"{host.url}/empty", f"{host.url}/circle"):
        with pytest.raises(NotYet):
            fetch(cloud(host), url=url)
    with pytest.raises(NotYet):
        fetch(channel(api_base_url="http://127.0.0.1:9"), url="http://127.0.0.1:9/file")


# Where we do not go.


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://0.0.0.0/",
        "https://0177.0.0.1/",
        "https://2130706433/",
        "http://example.com/",
        "file:///etc/passwd",
        "ftp://example.com/x",
        "gopher://127.0.0.1:6379/_x",
        "//127.0.0.1/x",
        "",
        "https://",
        "https://user@127.0.0.1/",
        "http://[",
    ],
)
def test_no_address_leads_into_our_own_network(host, fetch, url):
    with pytest.raises((Gone, NotYet)):
        fetch(channel(api_base_url="https://graph.facebook.com"), url=url)
    with pytest.raises((Gone, NotYet)):
        fetch(cloud(host), url=url)
    assert host.asked == []


def test_a_redirect_does_not_lead_there_either(hosts, fetch):
    """The channel's own address is allowed, another port of the same host is not."""
    host, other = hosts
    other.gives("/secret", BODY)
    for location in (
        f"{other.url}/secret",
        "https://127.0.0.1/",
        "http://169.254.169.254/",
    ):
        host.gives("/file", status=302, location=location)
        with pytest.raises(Gone, match="FETCH_FAILED"):
            fetch(cloud(host), url=f"{host.url}/file")
    assert other.asked == []


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_which_addresses_are_public(address, wanted):
    assert public(address) is wanted


def test_a_name_is_resolved_once_and_all_of_its_addresses_count():
    """A name that changes its mind after the check leads nowhere else."""
    answers = iter([["93.184.216.34", "127.0.0.1"]])
    backend = PublicOnly(resolver=lambda *_: next(answers))

    with pytest.raises(NotPublic):
        backend.connect_tcp("rebinding.test", 443)
    with pytest.raises(StopIteration):
        next(answers)


def test_the_connection_goes_to_the_address_that_was_checked(host):
    """Not to the name, which would be resolved anew."""
    asked = []

    def resolver(name, port):
        asked.append(name)
        return ["127.0.0.1"]

    backend = PublicOnly([("provider.test", host.port)], resolver)
    stream = backend.connect_tcp("provider.test", host.port, timeout=5)
    stream.close()

    assert asked == ["provider.test"]
