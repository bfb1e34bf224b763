"""What can go wrong between bodies."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class ReferralNotFoundError(MangnonError):
    """There is no such referral or body within scope."""

    code = "referrals.not_found"

    def __init__(self) -> None:
        super().__init__("Không thấy việc chuyển gửi này trong phạm vi của anh chị; hãy xem lại danh sách.")


class ReferralStepError(MangnonError):
    """The step does not follow on where the referral stands."""

    code = "referrals.step"


class ReferralContentError(MangnonError):
    """What is to be told is more, or less, than this kind allows."""

    code = "referrals.told"
