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
from typing import TYPE_CHECKING, Any

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError

from recordings.storage.values import ObjectMissing, StorageFailed, digest
from recordings.storage.work import work_folder

if TYPE_CHECKING:
    from mypy_boto3_s3.service_resource import Bucket as S3Bucket
    from mypy_boto3_s3.service_resource import MultipartUpload
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART = 16 << 20
"""Bytes in one piece of an upload, all that is held in memory. S3 asks for 5 MiB or more."""

DOWNLOAD = TransferConfig(multipart_chunksize=PART, max_concurrency=2)
ABANDONED = timedelta(hours=24)
ALREADY_THERE = {"PreconditionFailed", "412", "ConditionalRequestConflict"}
MISSING = {"NoSuchKey", "404", "NotFound"}


@dataclass(frozen=True, slots=True)
class Bucket:
    backend: Any  # storages.backends.s3.S3Storage, which has no types

    @property
    def objects(self) -> "S3Bucket":
        found: S3Bucket = self.backend.bucket
        return found

    def size(self, key: str) -> int | None:
        try:
            with _told():
                return self.objects.Object(key).content_length
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
        self.objects.Object(key).put(
            Body=body, ContentMD5=_md5(body), ContentType=content_type, IfNoneMatch="*"
        )

    def _put_in_parts(self, source: Path, key: str, content_type: str) -> None:
        """Nothing is to be seen in the bucket until the upload is completed, then all of it."""
        upload = self.objects.Object(key).initiate_multipart_upload(ContentType=content_type)
        try:
            parts = [_sent(upload, number, body) for number, body in _pieces(source)]
            upload.complete(MultipartUpload={"Parts": parts}, IfNoneMatch="*")
        except BaseException:
            upload.abort()
            raise

    def local_path(self, key: str) -> Path | None:
        del key
        return None

    @contextlib.contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """A download, whose hash has to be the one in its name."""
        with work_folder() as folder:
            path = folder / Path(key).name
            with _told(key):
                self.objects.download_file(key, str(path), Config=DOWNLOAD)
            if digest(path)[0] != path.name[:64]:
                raise StorageFailed(f"The store gave other bytes for {key}. It is tried again.")
            yield path

    def signed_url(self, key: str, *, content_type: str, filename: str) -> str | None:
        parameters = {
            "ResponseContentType": content_type,
            "ResponseContentDisposition": f'inline; filename="{filename}"',
        }
        return str(self.backend.url(key, parameters=parameters))

    def keys(self, kind: str) -> Iterator[str]:
        with _told():
            for found in self.objects.objects.filter(Prefix=f"{kind}/"):
                yield found.key

    def delete(self, key: str) -> None:
        with _told(key):
            self.objects.Object(key).delete()

    def sweep(self, now: datetime) -> int:
        """Abort uploads begun long ago: nobody sees them, but they take room and cost money."""
        with _told():
            uploads = [
                (upload, upload.initiated) for upload in self.objects.multipart_uploads.all()
            ]
            old = [upload for upload, begun in uploads if begun < now - ABANDONED]
            for upload in old:
                upload.abort()
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


def _sent(upload: "MultipartUpload", number: int, body: bytes) -> "CompletedPartTypeDef":
    done = upload.Part(number).upload(Body=body, ContentMD5=_md5(body))
    return {"PartNumber": number, "ETag": done["ETag"]}


def _pieces(source: Path) -> Iterator[tuple[int, bytes]]:
    with source.open("rb") as file:
        number = 1
        while body := file.read(PART):
            yield number, body
            number += 1


def _md5(body: bytes) -> str:
    """The store compares it with what arrived. Not for safety: the key's sha256 is for that."""
    return base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
