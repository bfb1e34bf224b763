"""What the accounts' services refuse."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class AccountError(MangnonError):
    """An account cannot be opened or changed like this."""

    code = "accounts"


class DemoClosedError(AccountError):
    """Demo accounts were asked for where the demo is not on."""

    code = "accounts.demo_closed"
