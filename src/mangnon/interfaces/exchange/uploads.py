"""Stops an upload that is too large before the rest of it is read."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from mangnon.interfaces.exchange.imports.run import exchange_content

# What the fields beside the file and the lines between them may take.
ROOM_FOR_FIELDS = 1_000_000


class SizeLimitHandler(FileUploadHandler):
    """Ends the reading where the length that the browser names, or what has come so far, passes the limit.

    The fields that came before the file are kept, so that the page can answer in place; :func:`is_too_large` then
    tells the view.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.most = exchange_content().limits.max_file_bytes
        self.named = 0
        self.came = 0

    def handle_raw_input(self, *about: Any, **named: Any) -> None:
        """Remember how long the whole request says it is."""
        _body, _headers, self.named, *_rest = about

    def new_file(self, *about: Any, **named: Any) -> None:
        """Refuse a file in a request that says it is too long, before its first byte is kept."""
        super().new_file(*about, **named)
        if self.named > self.most + ROOM_FOR_FIELDS:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on what came, until it is too much."""
        self.came += len(raw_data)
        if self.came > self.most:
            self._refuse()
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave the keeping to the handlers after this one."""
        return None

    def _refuse(self) -> None:
        if self.request is not None:
            self.request.upload_too_large = True
        raise StopUpload(connection_reset=True)  # the rest is not read


def is_too_large(request: Any) -> bool:
    """Tell whether a file of this request was not read because it is too large."""
    return getattr(request, "upload_too_large", False)
