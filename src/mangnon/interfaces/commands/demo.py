"""``mangnon demo``: a sample commune, from legacy workbooks through the real import, served on loopback."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mangnon.vocab.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from mangnon.core.places.queries import PlaceName

COMMUNE = "05830"  # Xã Đại Từ
SAMPLES = Path(__file__).resolve().parents[4] / "samples"
FILES = (
    ("children", "danh-sach-tre-em.xlsx"),
    ("doses", "so-tiem-chung.xlsx"),
    ("weights", "so-can-do.xlsx"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    from mangnon.interfaces.commands import serve

    serve.add_arguments(parser)
    parser.add_argument("--empty", action="store_true", help="without the samples, to try the import by hand")
    parser.add_argument("--no-serve", action="store_true", help="prepare only")


def run(args: argparse.Namespace) -> int:
    """Prepare the commune once, then serve it."""
    from mangnon.interfaces.commands import serve

    if not args.no_serve:
        serve.check_port(args.port)
    accounts = prepare(samples=not args.empty)
    if args.no_serve:
        return 0
    return serve.run(args, greeting=_greeting(args.port, accounts))


def prepare(*, samples: bool = True) -> list[tuple[str, str, str]]:
    """Import the samples unless there are children, and open the demo accounts.

    Args:
        samples: whether to import at all.

    Returns:
        (sign-in name, password, what the role is called) of each demo account.

    Raises:
        UsageError: the samples are not in the checkout.
    """
    from mangnon.core.accounts.demo import DEMO_PASSWORD, list_demo_accounts, open_demo_accounts
    from mangnon.core.clock import today
    from mangnon.core.places.queries import list_hamlets
    from mangnon.core.scope.rights import Role
    from mangnon.core.scope.roles import as_service
    from mangnon.core.scope.scope import system_scope
    from mangnon.domain.children.queries import any_child
    from mangnon.interfaces.exchange.imports.run import run_import
    from mangnon.interfaces.exchange.models import ImportKind
    from mangnon.interfaces.exchange.sample_cases import sample_cases
    from mangnon.interfaces.exchange.sample_growth import sample_measurements
    from mangnon.interfaces.exchange.sample_people import sample_facility, sample_workers
    from mangnon.interfaces.exchange.sample_referrals import sample_bodies, sample_referrals
    from mangnon.interfaces.exchange.sample_responses import sample_responses
    from mangnon.interfaces.exchange.sample_safety import sample_safety
    from mangnon.interfaces.exchange.sample_screenings import sample_screenings

    on = today()
    scope = system_scope(on)
    commune = _sample_commune(on)
    if commune is None:
        raise UsageError(f"Không có xã mẫu {COMMUNE} trong nội dung đơn vị hành chính.")
    with as_service():
        empty = not any_child()
    if empty and samples:
        for kind, name in FILES:
            if not (SAMPLES / name).exists():
                raise UsageError(f"Thiếu tệp mẫu samples/{name}; hãy lấy lại mã nguồn đầy đủ.")
            print(f"Nhập {name} …", flush=True)
            run_import(scope=scope, kind=ImportKind(kind), path=SAMPLES / name, within=commune)
        sample_responses(scope=scope, commune=commune)
        sample_screenings(scope=scope, commune=commune)
        sample_measurements(communes=[commune])
        sample_safety(scope=scope, communes=[commune], at_least=12)
    if commune.code != COMMUNE and (standing := list_demo_accounts()):
        # Its people and hamlets have gone where somebody put them; none are made anew.
        return [(account.username, DEMO_PASSWORD, account.role_name) for account in standing]
    bodies = sample_bodies(scope=scope, commune=commune)
    if empty and samples:
        sample_referrals(scope=scope, commune=commune, bodies=bodies)
    hamlets = list_hamlets([commune.id], on=on)
    accounts = open_demo_accounts(
        commune_code=commune.code,
        hamlet_ids=[hamlet.id for hamlet in hamlets[:2]],
        facility_id=sample_facility(commune=commune),
        body_ids={"phoihop": bodies["police"], "benhvien": bodies["central_hospital"]},
    )
    own = [account for account in accounts if account.role is Role.COLLABORATOR]
    sample_workers(commune=commune, hamlets=hamlets, user_ids=[account.user_id for account in own])
    if empty and samples:
        keys = {account.role: account.user_id for account in accounts}
        sample_cases(
            commune=commune,
            officer_id=keys[Role.COMMUNE_OFFICER],
            chair_id=keys[Role.COMMUNE_CHAIR],
            nurse_id=keys[Role.HEALTH_STATION],
            scope=scope,
        )
    return [(account.username, DEMO_PASSWORD, account.role_name) for account in accounts]


def _sample_commune(on: date) -> PlaceName | None:
    """Return the sample commune, or what it has become by the changes that somebody tried out."""
    from mangnon.core.places.queries import dated_places, find_commune

    found = find_commune(COMMUNE, on=on)
    if found is not None:
        return found
    later = dated_places().gazetteer.lineage(code=COMMUNE, until=on)
    return next((now for each in later if (now := find_commune(each.place.code, on=on))), None)


def _greeting(port: int, accounts: list[tuple[str, str, str]]) -> str:
    width = max(len(name) for name, _, _ in accounts)
    lines = [f"  {name:<{width}}  {password}   {role}" for name, password, role in accounts]
    return "\n".join(["", f"Măng Non: http://127.0.0.1:{port}/", "Tài khoản dùng thử (dữ liệu giả lập):", *lines, ""])
