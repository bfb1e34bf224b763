"""What the growth room refuses."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class NothingMeasuredError(MangnonError):
    """A measurement without any number."""

    code = "growth.nothing_measured"

    def __init__(self) -> None:
        super().__init__("Chưa có số đo nào; hãy ghi cân nặng hoặc chiều cao.")
