"""A folder of keys of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from mangnon.core.vault.services import forget_secrets


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "keys"
    monkeypatch.setenv("MANGNON_VAULT_KEYS", str(folder))
    forget_secrets()
    return folder
