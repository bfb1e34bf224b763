"""The base of every error a person may see."""

from __future__ import annotations

import errno
from typing import Final

REASONS: Final = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.ENOTDIR: "đường dẫn đi qua một tệp, không phải thư mục",
    errno.EISDIR: "đây là thư mục",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "chỗ này chỉ cho đọc",
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã hết phần đĩa được cấp",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.EPIPE: "bên nhận đã đóng",
    errno.EIO: "đĩa bị lỗi khi đọc hoặc ghi",
}
"""What the system says about files and disks, for people; only reasons that a person can act on."""


class MangnonError(Exception):
    """An error with a stable code and one Vietnamese sentence that says what is wrong and what to do.

    Subclasses set ``code`` (stable, dotted, English) and pass the sentence; programs compare the code,
    people read the sentence.
    """

    code = "mangnon.error"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UnreadableInputError(MangnonError):
    """A file or value handed in cannot be read as what it should be."""

    code = "input.unreadable"


class UsageError(MangnonError):
    """A command was called in a way it does not understand."""

    code = "usage"


def reason_of(error: OSError) -> str:
    """Say in Vietnamese why the system could not open, read or write; its own words where none are known."""
    return REASONS.get(error.errno or 0, error.strerror or str(error))
