"""Measures "is it one of these?" for a child typed by a clerk, against a whole province.

python bench/lookalikes.py [--children 330000] [--rounds 100]
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from datetime import timedelta

from province import FULL_SIZE, province

BUDGET_MS = 60.0


def main() -> None:
    """Print p50 and p95 of typed children, half of them known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=FULL_SIZE)
    parser.add_argument("--rounds", type=int, default=100)
    args = parser.parse_args()
    with province(args.children):
        from mangnon.core.clock import today
        from mangnon.core.scope.scope import system_scope
        from mangnon.domain.children.lookalikes import find_lookalikes
        from mangnon.domain.children.models import Caregiver, Child
        from mangnon.domain.children.records import CaregiverRecord, ChildRecord

        chance = random.Random(5)
        known = list(Child.objects.filter(birth_date__isnull=False).order_by("pk")[:: args.children // args.rounds])
        scope = system_scope(today())
        taken, found = [], 0
        for child in [known[0], *known]:  # the first answer pays for imports and caches
            mother = Caregiver.objects.filter(child=child, relation="mother").first()
            new = chance.random() < 0.5
            told = ChildRecord(
                commune_id=child.commune_id,
                full_name=f"{child.full_name.split()[0]} {chance.choice(known).full_name.split()[-1]}"
                if new
                else child.full_name,
                birth_date=child.birth_date + timedelta(days=90) if new else child.birth_date,
                birth_precision="day",
                sex=child.sex,
                hamlet_id=child.hamlet_id,
                caregivers=(CaregiverRecord("mother", mother.full_name, phone=mother.phone),) if mother else (),
            )
            started = time.perf_counter()
            found += bool(find_lookalikes(scope=scope, told=told))
            taken.append((time.perf_counter() - started) * 1000)
        times = taken[1:]
        print("| what | p50 ms | p95 ms | budget ms |")
        print("| --- | --- | --- | --- |")
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"| is it one of these? | {statistics.median(times):.0f} | {p95:.0f} | {BUDGET_MS:.0f} |")
        print(f"asked about {found} of {len(taken)}")


if __name__ == "__main__":
    main()
