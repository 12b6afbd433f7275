"""Files' bytes in an S3-compatible store (AWS, MinIO, Ceph, R2 …)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import quote

import httpx

from chassis import clock
from chassis.errors import Unavailable

from .ports import BlobMissing
from .sigv4 import NOTHING, Credentials, signed

PART_BYTES = 256 << 10
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0


class S3Blobs:
    """The `Blobs` port over S3, addressed by path: `<endpoint>/<bucket>/<key>`."""

    def __init__(
        self,
        endpoint: str,
        bucket: str,
        credentials: Credentials,
        calling: httpx.Client,
        *,
        prefix: str = "",
        now: clock.Clock = clock.now,
    ) -> None:
        folder = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._base = f"{endpoint.rstrip('/')}/{bucket}/{folder}"
        self._credentials = credentials
        self._now = now
        self._client = calling

    def put(self, key: str, body: BinaryIO, *, size_bytes: int, sha256: str) -> None:
        """Store *body*; see `Blobs.put`."""
        body.seek(0)
        answer = self._call(
            "PUT",
            key,
            headers={"content-length": str(size_bytes)},
            sha256=sha256,
            content=iter(lambda: body.read(PART_BYTES), b""),
        )
        self._expect(answer, HTTPStatus.OK)

    def open(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Return a part of a blob; see `Blobs.open`."""
        if end is not None and end <= start:
            return iter(())
        last = "" if end is None else str(end - 1)
        answer = self._call("GET", key, headers={"range": f"bytes={start}-{last}"})
        if answer.status_code == HTTPStatus.NOT_FOUND:
            answer.close()
            raise BlobMissing(key)
        if answer.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            answer.close()
            return iter(())
        if answer.status_code == HTTPStatus.OK and (start or end is not None):
            answer.close()
            raise Unavailable("the blob store does not serve ranges")
        if answer.status_code not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            self._expect(answer, HTTPStatus.OK)
        return _read(answer)

    def delete(self, key: str) -> None:
        """Delete what is there; see `Blobs.delete`."""
        answer = self._call("DELETE", key)
        if answer.status_code == HTTPStatus.NOT_FOUND:
            answer.close()
            return
        self._expect(answer, HTTPStatus.OK, HTTPStatus.NO_CONTENT)

    def _call(
        self,
        method: str,
        key: str,
        *,
        headers: Mapping[str, str] | None = None,
        sha256: str = NOTHING,
        content: Iterator[bytes] | None = None,
    ) -> httpx.Response:
        url = self._base + quote(key, safe="/-_.~")
        named = signed(
            method,
            url,
            self._credentials,
            at=self._now(),
            headers=headers,
            payload_sha256=sha256,
        )
        try:
            request = self._client.build_request(
                method, url, headers=named, content=content
            )
            return self._client.send(request, stream=True)
        except httpx.HTTPError as error:
            raise Unavailable(
                f"the blob store did not answer: {type(error).__name__}"
            ) from error

    def _expect(self, answer: httpx.Response, *wanted: HTTPStatus) -> None:
        """
        Read the answer to its end.

        Raises:
            Unavailable: It is none of *wanted*.
        """
        with suppress(httpx.HTTPError):
            answer.read()
        answer.close()
        if answer.status_code not in wanted:
            raise Unavailable(f"the blob store answered {answer.status_code}")


def client() -> httpx.Client:
    """Return a client with our limits."""
    return httpx.Client(
        timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
    )


def _read(answer: httpx.Response) -> Iterator[bytes]:
    try:
        yield from answer.iter_raw(PART_BYTES)
    except httpx.HTTPError as error:
        raise Unavailable(
            f"the blob store stopped answering: {type(error).__name__}"
        ) from error
    finally:
        answer.close()
