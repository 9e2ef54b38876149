"""How uploads come in: always to a file, never held in memory, never beyond the limit."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Streams to `FILE_UPLOAD_TEMP_DIR` and counts real bytes, whatever the header claimed."""

    received = 0

    def handle_raw_input(self, *request: Any, **_named: Any) -> None:
        """Django hands over (input, META, content_length, boundary, encoding)."""
        self._refuse_beyond_limit(int(request[2]))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        self._refuse_beyond_limit(self.received)
        return super().receive_data_chunk(raw_data, start)

    def _refuse_beyond_limit(self, size: int) -> None:
        if size > settings.MAX_UPLOAD_BYTES:
            raise RequestDataTooBig(
                f"The upload is larger than the {settings.MAX_UPLOAD_BYTES} bytes this site takes."
            )
