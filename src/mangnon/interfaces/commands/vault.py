"""``mangnon vault status | rotate | reseal``: the master keys of what is kept sealed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mangnon.core.vault.jobs import MasterState


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    todo = parser.add_subparsers(dest="todo", metavar="WHAT", required=True)
    todo.add_parser("status", help="count the data keys of each master key")
    rotate = todo.add_parser("rotate", help="make a new master key and move every data key to it")
    reseal = todo.add_parser("reseal", help="move what is still under an older master key, as after a broken rotate")
    for each in (rotate, reseal):
        each.add_argument(
            "--delete-old",
            action="store_true",
            help="then delete older master keys; older backups stay sealed for ever",
        )
        each.add_argument("--quiet", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Look or move; 1 when a master key is missing or a data key could not be moved."""
    from mangnon.interfaces.commands.output import store_failure_told

    with store_failure_told():
        if args.todo == "status":
            return _status()
        if args.todo == "rotate":
            _add()
        return _move(quiet=args.quiet) or (_delete() if args.delete_old else 0)


def _status() -> int:
    from mangnon.core.vault.jobs import vault_state
    from mangnon.core.vault.masters import keys_folder

    state = vault_state()
    print(f"Khóa chủ ở {keys_folder()}:" if state.masters else f"Chưa có khóa chủ nào ở {keys_folder()}.")
    for master in state.masters:
        print(f"  {master.name}: {master.keys} khóa dữ liệu{_remark(master, newest=master is state.masters[-1])}")
    print(f"Khóa dữ liệu đã hủy: {state.destroyed}.")
    return 0 if all(master.here for master in state.masters) else 1


def _remark(master: MasterState, *, newest: bool) -> str:
    if not master.here:
        return "; THIẾU TỆP, hãy chép lại từ nơi cất khóa"
    told = (
        "; đang dùng để niêm phong" if newest else "; chỉ để đọc" if master.keys else "; không còn cần cho dữ liệu này"
    )
    return told + ("; người khác trên máy đọc được tệp này, hãy chmod 600" if master.open_to_others else "")


def _add() -> None:
    from mangnon.core.vault.jobs import add_master
    from mangnon.core.vault.masters import keys_folder

    name = add_master()
    _record("vault.add_master", master=name)
    print(f"Khóa chủ mới: {name}. Hãy chép ngay {keys_folder() / name}.key đến nơi cất khóa, tách khỏi bản sao lưu.")


def _move(*, quiet: bool) -> int:
    from mangnon.core.vault.jobs import move_keys
    from mangnon.interfaces.commands.output import progress_bar

    with progress_bar("Chuyển khóa dữ liệu", quiet=quiet) as progress:
        moved = move_keys(tell=progress)
    if moved.keys:
        _record("vault.move_keys", keys=moved.keys)
    print(f"Đã chuyển {moved.keys} khóa dữ liệu sang khóa chủ mới nhất.")
    for sentence, keys in moved.stayed.items():
        print(f"Còn {keys} khóa dữ liệu chưa chuyển: {sentence}")
    return 1 if moved.stayed else 0


def _delete() -> int:
    from mangnon.core.vault.jobs import delete_old_masters

    for name in delete_old_masters():
        _record("vault.delete_old_masters", master=name)
        print(f"Đã xóa khóa chủ {name}. Bản sao lưu của lúc dùng khóa này không đọc được phần niêm phong nữa.")
    return 0


def _record(action: str, **detail: str | int) -> None:
    from mangnon.core.audit.services import record
    from mangnon.core.clock import today
    from mangnon.core.scope.rights import RecordClass
    from mangnon.core.scope.scope import system_scope

    record(scope=system_scope(today()), action=action, record_class=RecordClass.AUDIT, detail=dict(detail))
