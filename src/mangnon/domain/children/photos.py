"""A child's photo: kept with consent, read by those who see the child, taken away when consent is."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.consents import is_agreed
from mangnon.domain.children.errors import ConsentLackingError
from mangnon.domain.children.models import Child
from mangnon.domain.children.portraits import drop_portrait, encode_portrait, keep_portrait, read_portrait
from mangnon.domain.children.queries import find_child, own_child
from mangnon.domain.children.terms import ConsentPurpose


def save_photo(*, scope: Scope, child_id: UUID, content: bytes) -> None:
    """Keep a picture as the child's photo, in place of the one before.

    Args:
        content: the file as it was sent.

    Raises:
        ChildNotFoundError: the child is not within scope.
        ConsentLackingError: not all who must agree have agreed to a photo.
        PhotoRefusedError: the file is no picture that can be kept.

    Source: Law 91/2025 on personal data (consent by purpose, Article 24 for children).
    """
    child = own_child(scope=scope, child_id=child_id)
    if not is_agreed(child=child, purpose=str(ConsentPurpose.PHOTO), on=scope.on):
        raise ConsentLackingError
    jpeg = encode_portrait(content)
    with as_service():
        _replace(child, keep_portrait(jpeg))
        record(scope=scope, action="children.save_photo", record_class=RecordClass.ORDINARY, subjects=[child_id])


def remove_photo(*, scope: Scope, child_id: UUID) -> None:
    """Take a child's photo away, the file too.

    Raises:
        ChildNotFoundError: the child is not within scope.
    """
    child = own_child(scope=scope, child_id=child_id)
    if not child.photo:
        return
    with as_service():
        _replace(child, "")
        record(scope=scope, action="children.remove_photo", record_class=RecordClass.ORDINARY, subjects=[child_id])


def open_photo(*, scope: Scope, child_id: UUID) -> bytes | None:
    """Return the photo of a child within scope as a JPEG, and log that it was looked at; None where there is none."""
    child = find_child(scope=scope, child_id=child_id)
    jpeg = read_portrait(child.photo) if child and child.photo else None
    if child is not None and jpeg is not None:
        record(
            scope=scope, action="children.open_photo", record_class=RecordClass.ORDINARY, subjects=[child_id],
            place_id=child.commune_id,
        )  # fmt: skip
    return jpeg


def _replace(child: Child, name: str) -> None:
    before, child.photo = child.photo, name
    child.save()
    # A record merged with this one may name the same file.
    if before and not Child.objects.filter(photo=before).exists():
        transaction.on_commit(partial(drop_portrait, before))
