"""What an operator reads of the master keys, and that every change of them stands in the log."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from mangnon.core.audit.models import AuditEntry
from mangnon.core.vault.masters import list_masters
from mangnon.core.vault.services import forget_secrets, new_key, seal, unseal
from mangnon.interfaces.commands import vault

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MANGNON_VAULT_KEYS", str(tmp_path))
    forget_secrets()
    return tmp_path


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    vault.add_arguments(parser)
    return vault.run(parser.parse_args(words))


def test_status_when_nothing_is_sealed_then_says_so(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("status") == 0
    assert capsys.readouterr().out == f"Chưa có khóa chủ nào ở {keys}.\nKhóa dữ liệu đã hủy: 0.\n"


def test_rotate_when_run_then_status_counts_the_keys_under_the_new_master_and_the_log_knows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = new_key()
    sealed = seal("Ghi chú", key=key, about="a")
    assert run("rotate", "--quiet") == 0
    old, new = (file.name for file in list_masters())
    assert "Đã chuyển 1 khóa dữ liệu" in capsys.readouterr().out
    assert run("status") == 0
    told = capsys.readouterr().out
    assert f"{old}: 0 khóa dữ liệu; không còn cần" in told
    assert f"{new}: 1 khóa dữ liệu; đang dùng" in told
    assert run("reseal", "--quiet", "--delete-old") == 0
    assert f"Đã xóa khóa chủ {old}." in capsys.readouterr().out
    forget_secrets()
    assert unseal(sealed, key=key, about="a") == "Ghi chú"
    logged = AuditEntry.objects.order_by("id").values_list("action", "detail")
    assert list(logged) == [
        ("vault.add_master", {"master": new}),
        ("vault.move_keys", {"keys": 1}),
        ("vault.delete_old_masters", {"master": old}),
    ]


def test_reseal_when_a_master_is_missing_then_exit_1_and_nothing_is_deleted(
    keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new_key()
    (lost,) = keys.iterdir()
    assert run("rotate", "--quiet") == 0
    new_key()
    for file in keys.glob("2-*.key"):
        file.rename(keys / "elsewhere")
    assert run("status") == 1
    assert "THIẾU TỆP" in capsys.readouterr().out
    assert run("reseal", "--quiet", "--delete-old") == 1
    assert "Còn 2 khóa dữ liệu chưa chuyển: Thiếu tệp khóa chủ" in capsys.readouterr().out
    assert lost.exists()
