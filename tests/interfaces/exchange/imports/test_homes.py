"""Where a row's child lives, by what the row, its sheet and the whole file say."""

from __future__ import annotations

import pytest

from mangnon.core.clock import today
from mangnon.core.places.queries import PlaceName, list_hamlets
from mangnon.core.scope.roles import as_service
from mangnon.interfaces.exchange.imports.homes import Home, HomeFinder
from mangnon.interfaces.exchange.workbook.marks import PlaceText

SHEET = PlaceText(hamlet="Xóm Chằm Vuông")


def _home(commune: PlaceName, row: PlaceText) -> Home:
    with as_service():
        return HomeFinder(on=today(), within=commune, found=True).home(row, SHEET)


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "lives_in"), [("", "Chằm Vuông"), ("Xóm Soi", "Soi")])
def test_home_when_a_sheet_is_one_hamlets_then_rows_live_there_unless_they_say_another(
    commune: PlaceName, said: str, lives_in: str
) -> None:
    home = _home(commune, PlaceText(hamlet=said))
    assert home.commune_id == commune.id
    names = {hamlet.id: hamlet.name for hamlet in list_hamlets([commune.id], on=today())}
    assert home.hamlet_id is not None
    assert names[home.hamlet_id] == lives_in


@pytest.mark.django_db
def test_home_when_a_row_names_its_own_commune_then_the_sheets_hamlet_is_not_its_own(commune: PlaceName) -> None:
    assert _home(commune, PlaceText(commune=commune.name)).hamlet_id is None
