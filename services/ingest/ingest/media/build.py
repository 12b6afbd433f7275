"""Puts the parts of `Media` together on what the settings say."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pymongo.database import Database

from chassis.outbox import Outbox

from ..ports import KnownChannels
from ..sealing import Sealer
from ..settings import Settings
from .fetching import HttpSource
from .gridfs import GridFsBlobs
from .links import Links
from .media import Media
from .ports import Blobs
from .s3 import S3Blobs, client
from .scanning import Clamd, NoScanner
from .sigv4 import Credentials
from .store import MongoFiles
from .workshop import Bench


def build(
    config: Settings,
    database: Database[Any],
    outbox: Outbox,
    channels: KnownChannels,
    sealer: Sealer,
) -> Media:
    """Return the use cases of files on the real stores."""
    return Media(
        files=MongoFiles(database, outbox),
        blobs=blobs(config, database),
        workshop=Bench(config.media_jobs),
        scanner=Clamd(config.clamd_address) if config.clamd_address else NoScanner(),
        links=Links(sealer.link_keys, config.public_url),
        source=HttpSource(config.media_max_bytes),
        channels=channels,
        folder=config.media_dir,
        fetches_at_once=config.media_fetches,
        link_seconds=config.media_link_seconds,
    )


def blobs(config: Settings, database: Database[Any]) -> Blobs:
    """
    Return the blob store: GridFS, or the S3 bucket that the settings name.

    Raises:
        ValueError: `blobs_url` is no `s3://bucket/prefix`, or a setting that S3
            needs is missing.
    """
    if not config.blobs_url:
        return GridFsBlobs(database)
    parts = urlsplit(config.blobs_url)
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError("blobs_url: expected s3://bucket or s3://bucket/prefix")
    if not (config.s3_endpoint and config.s3_key_id and config.s3_secret_key):
        raise ValueError(
            "blobs_url names S3: set s3_endpoint, s3_key_id and s3_secret_key too"
        )
    return S3Blobs(
        config.s3_endpoint,
        parts.netloc,
        Credentials(config.s3_key_id, config.s3_secret_key, config.s3_region),
        client(),
        prefix=parts.path,
    )
