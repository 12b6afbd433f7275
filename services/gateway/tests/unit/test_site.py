"""The page's files: addresses, caching, compression."""

import base64
import hashlib

import pytest
from starlette.datastructures import Headers

from gateway.site import Site, WatchedSite

MAP = '\n{"imports": {"preact": "/static/vendor/preact.mjs"}}\n'
INDEX = f"""<!doctype html><link rel="stylesheet" href="/static/styles/main.css">
<script type="importmap">{MAP}</script><script type="module" src="/static/main.js"></script>"""


@pytest.fixture
def web(tmp_path):
    for name, content in {
        "index.html": INDEX,
        "main.js": "import './views/inbox.js'; // " + "x" * 500,
        "styles/main.css": "body { background: url('/static/icons/a.svg') }",
        "icons/a.svg": "<svg/>",
        "tests/inbox.test.js": "secret",
        "vendor/README.md": "secret",
        ".hidden.js": "secret",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    return tmp_path


def get(site, path, **headers):
    return site.file(
        path, Headers({k.replace("_", "-"): v for k, v in headers.items()})
    )


def build_of(site):
    page = site.index(Headers()).body.decode()
    return page.partition('src="/static/')[2].partition("/")[0]


def test_the_page_names_its_files_by_build_and_they_keep_for_ever(web):
    site = Site(web)

    found = get(site, f"{build_of(site)}/main.js")

    assert "immutable" in found.headers["cache-control"]
    assert found.media_type == "text/javascript; charset=utf-8"
    assert site.index(Headers()).headers["cache-control"] == "no-cache"


def test_files_mention_each_other_by_build(web):
    site = Site(web)

    css = get(site, f"{build_of(site)}/styles/main.css").body.decode()

    assert f"/static/{build_of(site)}/icons/a.svg" in css


def test_a_plain_address_and_one_of_another_build_are_revalidated(web):
    site = Site(web)

    for path in ("main.js", "0123456789abcdef/main.js"):
        found = get(site, path)
        assert found.headers["cache-control"] == "no-cache"
        again = get(site, path, if_none_match=found.headers["etag"])
        assert (again.status_code, again.body) == (304, b"")


def test_text_is_compressed_for_who_takes_it(web):
    site = Site(web)

    plain, pressed = (
        get(site, "main.js"),
        get(site, "main.js", accept_encoding="br, gzip"),
    )

    assert pressed.headers["content-encoding"] == "gzip"
    assert len(pressed.body) < len(plain.body)
    assert pressed.headers["etag"] != plain.headers["etag"]


def test_the_policy_allows_the_import_map_and_no_other_script(web):
    site = Site(web)

    written = MAP.replace("/static/", f"/static/{build_of(site)}/")
    digest = base64.b64encode(hashlib.sha256(written.encode()).digest()).decode()
    assert site.script_hashes == (f"sha256-{digest}",)


@pytest.mark.parametrize(
    "path",
    [
        "tests/inbox.test.js",
        "vendor/README.md",
        ".hidden.js",
        "../settings.py",
        "nothing",
    ],
)
def test_what_is_not_part_of_the_page_is_not_served(web, path):
    assert get(Site(web), path) is None


def test_without_a_page_there_is_none(tmp_path):
    assert Site(tmp_path).index(Headers()) is None


def test_a_watched_page_is_read_anew_when_it_changed(web):
    watched, kept = WatchedSite(web, watch=True), WatchedSite(web, watch=False)
    (web / "main.js").write_text("changed")

    assert get(watched.now, "main.js").body == b"changed"
    assert get(kept.now, "main.js").body != b"changed"
