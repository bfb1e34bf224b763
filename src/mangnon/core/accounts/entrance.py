"""The sign-in page; in the demo it names the accounts to try."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from mangnon.core.accounts.demo import DEMO_PASSWORD, list_demo_accounts


class SignInView(LoginView):
    """Sign in with name and password; ``?thu=<name>`` fills the form with a demo account, in the demo only."""

    def get_initial(self) -> dict[str, Any]:
        """Return what the form shows at first."""
        return {**super().get_initial(), "login": self._demo_name()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo accounts and, for the chosen one, the password."""
        chosen = self._demo_name()
        return {
            **super().get_context_data(**kwargs),
            "demo_accounts": list_demo_accounts() if settings.DEMO else [],
            "demo_password": DEMO_PASSWORD if chosen else "",
            "chosen": chosen,
            "next_url": self.request.GET.get("next") or self.request.POST.get("next") or "",
        }

    def _demo_name(self) -> str:
        wanted = self.request.GET.get("thu", "")
        return wanted if settings.DEMO and any(each.username == wanted for each in list_demo_accounts()) else ""
