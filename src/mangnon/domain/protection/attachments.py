"""Files that come with a note of a case: cleaned, sealed under the case's key, opened one by one."""

from __future__ import annotations

from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service, reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.vault.attachments import AttachmentLine, ReadAttachment, clean
from mangnon.core.vault.services import list_attachments, read_attachment, store_attachment
from mangnon.domain.protection.errors import CaseNotFoundError, ReasonMissingError
from mangnon.domain.protection.models import Note
from mangnon.domain.protection.queries import find_case
from mangnon.domain.protection.steps import case_to_work
from mangnon.domain.protection.work import add_note


def add_note_with_file(*, scope: Scope, case_id: UUID, text: str, data: bytes, name: str) -> UUID:
    """Write a note into a case together with a file.

    Args:
        scope: of somebody who works on the case.
        case_id: which case.
        text: what the file shows.
        data, name: the file as it was sent.

    Raises:
        CaseNotFoundError: no such case in sight.
        ReasonMissingError: nothing is said.
        AttachmentRefusedError: the file is not one that may be kept; the sentence says what to send instead.
    """
    if not text.strip():
        raise ReasonMissingError
    with as_service():
        # Who may not write here has nothing opened for them.
        key = case_to_work(scope=scope, case_id=case_id).key
        kept = store_attachment(cleaned=clean(data, name), key=key, uploaded_by=scope.user_id)
        return add_note(scope=scope, case_id=case_id, text=text, attachment_id=kept)


def files_of_case(*, scope: Scope, case_id: UUID) -> dict[UUID, AttachmentLine]:
    """Return the names and kinds of the files of a case in sight, by key.

    Raises:
        CaseNotFoundError: no such case in sight.
    """
    key = find_case(scope=scope, case_id=case_id).key
    return {each.id: each for each in list_attachments(key=key)}


def open_attachment(*, scope: Scope, case_id: UUID, attachment_id: UUID) -> ReadAttachment:
    """Open a file of a case in sight; the opening is logged.

    Raises:
        CaseNotFoundError: no such case in sight, or no such file in it.
    """
    case = find_case(scope=scope, case_id=case_id)
    with reading_as_service():
        if not Note.objects.filter(case=case, attachment_id=attachment_id).exists():
            raise CaseNotFoundError
    record(
        scope=scope,
        action="protection.open_attachment",
        record_class=RecordClass.CASE,
        subjects=[case.id],
        place_id=case.commune_id,
        detail={"file": str(attachment_id)},
    )
    return read_attachment(attachment_id, key=case.key)
