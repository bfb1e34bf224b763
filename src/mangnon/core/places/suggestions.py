"""Names near to one that is not known: offered to a person, never taken.

Pure.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from mangnon.core.places.answers import Suggestion
from mangnon.core.places.gazetteer import Gazetteer
from mangnon.core.places.names import Level, edit_distance, starts_with_prefix, words_of
from mangnon.core.places.reading import name_index, parts_of

MOST_SUGGESTIONS = 5
SHORT_NAME = 6  # letters up to which one wrong letter is near; longer names may have two


def suggest(
    gazetteer: Gazetteer, *, text: str, district: str | None = None, today: date | None = None
) -> tuple[Suggestion, ...]:
    """Return the communes whose present or former names are near to a part of an address, nearest first.

    Args:
        gazetteer: the dated places.
        text: the address.
        district: code of the old district written; only its communes are offered then.
        today: the day whose communes are wanted; ``None`` is after every known change.
    """
    index = name_index(gazetteer)
    best: dict[str, Suggestion] = {}
    for part in parts_of(words_of(text)):
        written = " ".join(word.bare for word in part[starts_with_prefix(part, Level.COMMUNE) :])
        for name, distance in _near_names(gazetteer, written):
            for unit in index.by_words[Level.COMMUNE][tuple(name.split())]:
                if district is not None and district not in index.districts[unit]:
                    continue
                for place in (successor.place for successor in gazetteer.successors(unit, until=today)):
                    if place.code not in best or distance < best[place.code].distance:
                        best[place.code] = Suggestion(place.code, place.full_name, unit.full_name, distance)
    ranked = sorted(best.values(), key=lambda found: (found.distance, found.code))
    return tuple(ranked[:MOST_SUGGESTIONS])


@lru_cache(maxsize=4096)
def _near_names(gazetteer: Gazetteer, written: str) -> tuple[tuple[str, int], ...]:
    limit = 1 if len(written) <= SHORT_NAME else 2
    names = (" ".join(words) for words in name_index(gazetteer).by_words[Level.COMMUNE])
    near = ((name, edit_distance(written, name, limit=limit)) for name in names)
    return tuple((name, distance) for name, distance in near if distance <= limit)
