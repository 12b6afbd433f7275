"""An S3 that stands in: checks signatures, keeps objects, serves ranges."""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY_ID, SECRET, REGION = "AKIATEST", "a-secret-of-the-store", "eu-west-9"

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8})/([^/]+)/s3/aws4_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)


class S3:
    """Serves one bucket until closed; `away` answers 503 to everything."""

    def __init__(self):
        self.objects = {}
        self.refused = []
        self.away = False
        store = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                if not store.allows(self, body):
                    return self.answer(403)
                store.objects[self.path] = body
                return self.answer(200)

            def do_GET(self):
                if not store.allows(self, b""):
                    return self.answer(403)
                found = store.objects.get(self.path)
                if found is None:
                    return self.answer(404, b"<Code>NoSuchKey</Code>")
                first, last = re.fullmatch(
                    r"bytes=([0-9]+)-([0-9]*)", self.headers["range"]
                ).groups()
                if int(first) >= len(found):
                    return self.answer(416)
                return self.answer(
                    206, found[int(first) : int(last) + 1 if last else None]
                )

            def do_DELETE(self):
                if not store.allows(self, b""):
                    return self.answer(403)
                store.objects.pop(self.path, None)
                return self.answer(204)

            def answer(self, status, body=b""):
                self.send_response(503 if store.away else status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def allows(self, request, body):
        """Compute the signature anew from what came over the wire."""
        found = AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
        digest = hashlib.sha256(body).hexdigest()
        good = found is not None and request.headers["x-amz-content-sha256"] == digest
        if good:
            key_id, day, region, names, given = found.groups()
            lines = [request.command, request.path, ""]
            lines += [f"{n}:{request.headers[n]}" for n in names.split(";")]
            canonical = "\n".join([*lines, "", names, digest]).encode()
            moment = request.headers["x-amz-date"]
            told = "\n".join(
                [
                    "AWS4-HMAC-SHA256",
                    moment,
                    f"{day}/{region}/s3/aws4_request",
                    hashlib.sha256(canonical).hexdigest(),
                ]
            )
            key = b"AWS4" + SECRET.encode()
            for part in (day, REGION, "s3", "aws4_request", told):
                key = hmac.digest(key, part.encode(), "sha256")
            good = (key_id, key.hex()) == (KEY_ID, given) and moment.startswith(day)
        if not good:
            self.refused.append(request.path)
        return good

    def close(self):
        self._server.shutdown()
        self._server.server_close()
