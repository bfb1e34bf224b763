"""Measures pages and searches at the server on a whole province, through the whole stack of middleware.

python bench/pages.py [--children 330000] [--rounds 40]
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from province import FULL_SIZE, province

SEARCH_BUDGET_MS, PAGE_BUDGET_MS = 50.0, 150.0
PROVINCE_BUDGET_MS = 1000.0  # every child under five of the province, worked out anew
COMMUNE = "05830"


def main() -> None:
    """Print p50 and p95 of each page and each kind of query."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=FULL_SIZE)
    parser.add_argument("--rounds", type=int, default=40)
    args = parser.parse_args()
    with province(args.children):
        print("| page or query | as | p50 ms | p95 ms | budget ms |")
        print("| --- | --- | --- | --- | --- |")
        for name, role, ask, budget in _questions():
            times = _timed(ask, args.rounds)
            print(f"| {name} | {role} | {times[0]:.0f} | {times[1]:.0f} | {budget:.0f} |")


def _timed(ask: Callable[[], None], rounds: int) -> tuple[float, float]:
    ask()  # the first answer pays for imports and caches
    gc.collect()
    gc.freeze()  # as config/wsgi.py does once everything is loaded
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def _questions() -> Iterator[tuple[str, str, Callable[[], None], float]]:
    from django.conf import settings
    from django.core.management import call_command

    from mangnon.core.clock import today
    from mangnon.domain.children.models import Caregiver, Child
    from mangnon.interfaces.commands.static_files import collect_if_new

    settings.ALLOWED_HOSTS = ["testserver"]
    collect_if_new(call_command)
    chance = random.Random(7)
    children = list(Child.objects.exclude(personal_id="").order_by("pk").values_list("pk", flat=True)[::5000])
    own = list(Child.objects.filter(commune__code=COMMUNE).values_list("pk", flat=True)[:400])

    def any_child(keys: list[Any]) -> Child:
        return Child.objects.get(pk=chance.choice(keys))

    def carer(child: Child) -> str:
        found = Caregiver.objects.filter(child=child).first()
        return found.full_name if found else child.full_name

    def phone(child: Child) -> str:
        found = Caregiver.objects.filter(child=child).exclude(phone="").first()
        return found.phone if found else "0951"

    kinds: dict[str, Callable[[Child], str]] = {
        "name with marks": lambda child: child.full_name,
        "name without marks": lambda child: _bare(child.full_name),
        "part of a name": lambda child: " ".join(child.full_name.split()[-2:]),
        "given name": lambda child: child.full_name.split()[-1],
        "family and given name": lambda child: f"{child.full_name.split()[0]} {child.full_name.split()[-1]}",
        "carer's name": carer,
        "personal number": lambda child: child.personal_id or "019",
        "phone": phone,
        "birth date": lambda child: child.birth_date.strftime("%d/%m/%Y") if child.birth_date else "01/01/2020",
        "nobody's name": lambda child: "xuxu yoyo",
    }
    for username, role, keys in (("bench-soyte", "province", children), ("bench-canbo", "commune", own)):
        client = _client(username, role)
        for name, words in kinds.items():
            texts = [words(any_child(keys)) for _ in range(8)]
            yield (
                f"search by {name}",
                role,
                _getting(client, "/tre/", chance, [{"q": t} for t in texts]),
                SEARCH_BUDGET_MS,
            )
        yield "Hôm nay", role, _getting(client, "/", chance, [{}]), PAGE_BUDGET_MS
        budget = PROVINCE_BUDGET_MS if role == "province" else PAGE_BUDGET_MS
        yield "Dinh dưỡng, this quarter", role, _getting(client, "/dinh-duong/", chance, [{}]), budget
        yield "Hôm nay, late only", role, _getting(client, "/", chance, [{"khi": "tre"}]), PAGE_BUDGET_MS
        if role == "commune":
            session = {"ngay": today().strftime("%d/%m/%Y"), "vx": ["PENTA", "BOPV", "PCV", "ROTA"]}
            yield (
                "vaccination session, one part",
                role,
                _getting(client, "/dot/tiem/", chance, [session]),
                PAGE_BUDGET_MS,
            )
        pages = [f"/tre/{key}/" for key in keys[:60]]
        yield "child page", role, _getting_any(client, pages, chance), PAGE_BUDGET_MS


def _client(username: str, role: str) -> Any:
    from django.contrib.auth import get_user_model
    from django.db.backends.postgresql.psycopg_any import DateRange
    from django.test import Client

    from mangnon.core.clock import today
    from mangnon.core.places.queries import find_commune
    from mangnon.core.places.queries import province as home
    from mangnon.core.scope.models import Assignment
    from mangnon.core.scope.rights import Role

    users = get_user_model().objects
    user = users.filter(username=username).first()
    if user is None:
        user = users.create_user(username, None, full_name=username, demo=True)
        commune = find_commune(COMMUNE, on=today())
        assert commune is not None
        Assignment.objects.create(
            user=user,
            role=Role.PROVINCE_OFFICER if role == "province" else Role.COMMUNE_OFFICER,
            place_id=home(on=today()).id if role == "province" else commune.id,
            valid=DateRange(date(2025, 7, 1), None),
        )
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _getting(client: Any, path: str, chance: random.Random, queries: list[dict[str, Any]]) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(path, chance.choice(queries))
        assert answer.status_code == 200, (path, answer.status_code)

    return ask


def _getting_any(client: Any, paths: list[str], chance: random.Random) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(chance.choice(paths))
        assert answer.status_code == 200, answer.status_code

    return ask


def _bare(text: str) -> str:
    from mangnon.vocab.text import unaccent

    return unaccent(text)


if __name__ == "__main__":
    main()
