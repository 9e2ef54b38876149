"""Objects in a bucket that speaks S3, through django-storages.

boto3 itself does what django-storages cannot: puts that never replace, and the sweeping away of
uploads that were never completed.
"""

import base64
import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from recordings.storage.values import ObjectMissing, StorageFailed, digest
from recordings.storage.work import work_folder

PART = 16 << 20
"""Bytes in one piece of an upload, all that is held in memory. S3 asks for 5 MiB or more."""

ABANDONED = timedelta(hours=24)
ALREADY_THERE = {"PreconditionFailed", "412", "ConditionalRequestConflict"}
MISSING = {"NoSuchKey", "404", "NotFound"}


@dataclass(frozen=True, slots=True)
class Bucket:
    backend: Any  # storages.backends.s3.S3Storage, which has no types

    @property
    def client(self) -> "boto3.client":
        return self.backend.connection.meta.client

    @property
    def name(self) -> str:
        return str(self.backend.bucket_name)

    def size(self, key: str) -> int | None:
        try:
            with _told():
                return int(self.client.head_object(Bucket=self.name, Key=key)["ContentLength"])
        except ObjectMissing:
            return None

    def keep(self, source: Path, key: str, *, content_type: str, consume: bool) -> None:
        """`If-None-Match: *`: whoever comes second with the same bytes finds them already there."""
        del consume
        with contextlib.suppress(_AlreadyThere), _told():
            if source.stat().st_size <= PART:
                self._put(source, key, content_type)
            else:
                self._put_in_parts(source, key, content_type)

    def _put(self, source: Path, key: str, content_type: str) -> None:
        body = source.read_bytes()
        self.client.put_object(
            Bucket=self.name,
            Key=key,
            Body=body,
            ContentMD5=_md5(body),
            ContentType=content_type,
            IfNoneMatch="*",
        )

    def _put_in_parts(self, source: Path, key: str, content_type: str) -> None:
        """Nothing is to be seen in the bucket until the upload is completed, then all of it."""
        upload = self.client.create_multipart_upload(
            Bucket=self.name, Key=key, ContentType=content_type
        )
        of_upload = {"Bucket": self.name, "Key": key, "UploadId": upload["UploadId"]}
        try:
            parts = [self._part(of_upload, n, body) for n, body in _pieces(source)]
            self.client.complete_multipart_upload(
                **of_upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
            )
        except BaseException:
            self.client.abort_multipart_upload(**of_upload)
            raise

    def _part(self, of_upload: dict[str, str], number: int, body: bytes) -> dict[str, Any]:
        done = self.client.upload_part(
            **of_upload, PartNumber=number, Body=body, ContentMD5=_md5(body)
        )
        return {"PartNumber": number, "ETag": done["ETag"]}

    def local_path(self, key: str) -> Path | None:
        del key
        return None

    @contextlib.contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """A download, whose hash has to be the one in its name."""
        with work_folder() as folder:
            path = folder / Path(key).name
            with _told(key):
                self.client.download_file(self.name, key, str(path))
            if digest(path)[0] != path.name[:64]:
                raise StorageFailed(f"The store gave other bytes for {key}. It is tried again.")
            yield path

    def signed_url(self, key: str, *, content_type: str, filename: str) -> str | None:
        parameters = {
            "ResponseContentType": content_type,
            "ResponseContentDisposition": f'inline; filename="{filename}"',
        }
        return str(self.backend.url(key, parameters=parameters))

    def delete(self, key: str) -> None:
        with _told(key):
            self.client.delete_object(Bucket=self.name, Key=key)

    def sweep(self, now: datetime) -> int:
        """Abort uploads begun long ago: nobody sees them, but they take room and cost money."""
        with _told():
            listed = self.client.get_paginator("list_multipart_uploads").paginate(Bucket=self.name)
            uploads = [upload for page in listed for upload in page.get("Uploads", ())]
            old = [upload for upload in uploads if upload["Initiated"] < now - ABANDONED]
            for upload in old:
                self.client.abort_multipart_upload(
                    Bucket=self.name, Key=upload["Key"], UploadId=upload["UploadId"]
                )
        return len(old)


class _AlreadyThere(Exception):
    pass


@contextlib.contextmanager
def _told(key: str = "") -> Iterator[None]:
    """Turn what boto3 raises into what the site says."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in ALREADY_THERE:
            raise _AlreadyThere from error
        if code in MISSING:
            raise ObjectMissing(key) from error
        raise StorageFailed(
            f"The object store refused with {code}. The admin has to look at its settings."
        ) from error
    except BotoCoreError as error:
        raise StorageFailed("The object store does not answer. It is tried again.") from error


def _pieces(source: Path) -> Iterator[tuple[int, bytes]]:
    with source.open("rb") as file:
        number = 1
        while body := file.read(PART):
            yield number, body
            number += 1


def _md5(body: bytes) -> str:
    """The store compares it with what arrived. Not for safety: the key's sha256 is for that."""
    return base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
