"""Imports and remembered columns following the communes that went into another."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from mangnon.core.scope.roles import as_service
from mangnon.interfaces.exchange.models import ImportRun, SavedLayout


def follow_places(communes: Mapping[UUID, UUID]) -> None:
    """Put what offices brought in where those who work on it now are.

    Args:
        communes: commune that ended to the one it went into; where it was divided, only the province sees it.
    """
    with as_service():
        for old, new in communes.items():
            ImportRun.objects.filter(place_id=old).update(place_id=new)
            for saved in SavedLayout.objects.filter(place_id=old).order_by("-saved_at"):
                same = {"place_id": new, "kind": saved.kind, "fingerprint": saved.fingerprint}
                if SavedLayout.objects.filter(**same).exists():  # the new office has its own reading
                    saved.delete()
                else:
                    SavedLayout.objects.filter(pk=saved.pk).update(place_id=new)
