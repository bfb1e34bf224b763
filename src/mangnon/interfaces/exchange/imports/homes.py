"""Where a row's child lives: the commune of today by what was written, and its hamlet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from mangnon.core.content.places import load_gazetteer
from mangnon.core.places.answers import PlaceParts, Resolution
from mangnon.core.places.gazetteer import Gazetteer
from mangnon.core.places.names import parse_hamlet
from mangnon.core.places.queries import PlaceName, get_row, list_communes, list_hamlets
from mangnon.core.places.resolution import resolve
from mangnon.core.places.services import found_hamlet
from mangnon.interfaces.exchange.workbook.marks import PlaceText


@dataclass(frozen=True)
class Home:
    """What became of a row's place: one commune, or several it may be, or a reason why neither."""

    commune_id: UUID | None = None
    open_communes: tuple[UUID, ...] = ()
    hamlet_id: UUID | None = None
    hamlet_text: str = ""
    address: str = ""
    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass
class HomeFinder:
    """Finds homes, each written place once; holds the hamlets met so far.

    Args:
        on: the day of the import.
        within: the commune the whole file belongs to, if it does.
        found: whether hamlets not known before are founded (not in a dry run).
    """

    on: date
    within: PlaceName | None
    found: bool
    gazetteer: Gazetteer = field(default_factory=load_gazetteer)
    communes: dict[str, PlaceName] = field(default_factory=dict)
    hamlets: dict[UUID, dict[str, UUID]] = field(default_factory=dict)
    known: dict[tuple[PlaceText, PlaceText], Home] = field(default_factory=dict)
    new_hamlets: dict[tuple[UUID, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.communes = {place.code: place for place in list_communes(on=self.on)}

    def home(self, place: PlaceText, context: PlaceText) -> Home:
        """Return the home that a row and its headings (``place``) and titles (``context``) tell."""
        asked = (place, context)
        if asked not in self.known:
            self.known[asked] = self._home(place, context)
        return self.known[asked]

    def _home(self, place: PlaceText, context: PlaceText) -> Home:
        said = bool(place.commune or place.district or place.address)
        # A title ("UBND xã …") speaks for the whole sheet, but less than the row itself and than --place.
        told = place if said or self.within else place.or_else(context)
        answer = self._resolve(told)
        warnings = tuple(answer.warnings)
        # A sheet per hamlet: its name says where rows live that say nothing of their own.
        hamlet = place.hamlet or answer.hamlet or ("" if said else context.hamlet)
        if answer.status == "resolved" and answer.code in self.communes:
            return self._in(self.communes[answer.code].id, hamlet, answer.rest, warnings)
        candidates = [self.communes[each.code] for each in answer.candidates if each.code in self.communes]
        if candidates:
            return Home(
                open_communes=tuple(each.id for each in candidates),
                hamlet_text=hamlet[:80],
                address=answer.rest[:200],
                warnings=warnings,
            )
        if self.within and not said:
            return self._in(self.within.id, hamlet, place.address, warnings)
        return Home(reasons=("place_unknown" if said or told.commune else "place_missing",), warnings=warnings)

    def _resolve(self, told: PlaceText) -> Resolution:
        within = self.within.code if self.within else None
        if told.address and not told.commune:
            return resolve(self.gazetteer, text=_joined(told), within=within, today=self.on)
        if not (told.commune or told.district):
            return Resolution(status="unknown")
        parts = PlaceParts(
            commune=told.commune, district=told.district, province=told.province, hamlet=told.hamlet or told.address
        )
        return resolve(self.gazetteer, text=parts, within=within, today=self.on)

    def _in(self, commune_id: UUID, hamlet: str, address: str, warnings: tuple[str, ...]) -> Home:
        hamlet_id = self._hamlet(commune_id, hamlet) if hamlet else None
        return Home(
            commune_id=commune_id,
            hamlet_id=hamlet_id,
            hamlet_text="" if hamlet_id else hamlet[:80],
            address=address[:200],
            warnings=warnings,
        )

    def _hamlet(self, commune_id: UUID, text: str) -> UUID | None:
        if commune_id not in self.hamlets:
            self.hamlets[commune_id] = {
                parse_hamlet(f"{place.kind} {place.name}").key: place.id
                for place in list_hamlets([commune_id], on=self.on)
            }
        named = parse_hamlet(text)
        hamlets = self.hamlets[commune_id]
        if named.key and named.key not in hamlets:
            self.new_hamlets[(commune_id, named.key)] = f"{named.kind or 'xóm'} {named.name}"
            if not self.found:
                return None
            made = found_hamlet(commune=get_row(commune_id), name=named.name[:80], kind=(named.kind or "xóm")[:20])
            hamlets[named.key] = made.id
        return hamlets.get(named.key)


def _joined(told: PlaceText) -> str:
    return ", ".join(part for part in (told.address, told.district, told.province) if part)


SENTENCES = {
    "place_unknown": "Không nhận ra xã, phường này trong tỉnh; hãy sửa lại tên xã.",
    "place_missing": "Dòng không cho biết xã, phường; hãy ghi xã hoặc chọn xã cho cả tệp.",
    "place_not_yours": "Xã này ngoài phạm vi của người nhập; hãy nhờ xã đó nhập.",
    "child_elsewhere": "Trẻ này đang được xã khác quản lý; hãy xin chuyển nơi ở thay vì tạo hồ sơ mới.",
    "listed_twice": "Trẻ này đã có ở một dòng khác trong tệp.",
    "maybe_duplicate": "Có hồ sơ gần giống; đã đưa vào mục Rà trùng để xem lại.",
    "kept_after_undo": "Được giữ lại khi hoàn tác lần nhập vì đã có thông tin đến sau.",
    "differs": "Có chỗ ghi khác với hồ sơ đang có; hồ sơ được giữ nguyên, hãy kiểm tra.",
}
