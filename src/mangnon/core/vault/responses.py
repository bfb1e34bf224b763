"""The only way a kept file leaves through a page: to be saved, never shown by the browser within the office."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from mangnon.core.vault.attachments import ReadAttachment
from mangnon.core.vault.kinds import MEDIA_TYPES


class AttachmentResponse(HttpResponse):
    """Answers with a kept file that the browser saves, runs nothing of, guesses nothing about and keeps no copy of."""

    def __init__(self, attachment: ReadAttachment) -> None:
        super().__init__(attachment.content, content_type=MEDIA_TYPES[attachment.line.kind])
        self["Content-Disposition"] = content_disposition_header(True, attachment.line.name) or "attachment"
        self["Content-Length"] = str(len(attachment.content))
        self["X-Content-Type-Options"] = "nosniff"
        self["Content-Security-Policy"] = "sandbox; default-src 'none'"
        self["Cross-Origin-Resource-Policy"] = "same-origin"
        self["Cache-Control"] = "no-store, private"
