"""What can be wrong with sealed text and its keys; no sentence carries what was sealed."""

from __future__ import annotations

from typing import ClassVar

from mangnon.vocab.errors import MangnonError


class VaultError(MangnonError):
    """Something sealed, or a key, cannot be used."""

    code = "vault"


class MasterKeyMissingError(VaultError):
    """The file of a master key is not where keys are kept."""

    code = "vault.master_missing"


class MasterKeyUnreadableError(VaultError):
    """The file of a master key, or the folder of keys, cannot be read or written."""

    code = "vault.master_unreadable"


class MasterKeyWrongError(VaultError):
    """A master key bears the right name but does not open what was wrapped under that name."""

    code = "vault.master_wrong"


class _ToldError(VaultError):
    """An error whose sentence never differs."""

    code = "vault.told"
    words: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(self.words)


class KeyUnknownError(_ToldError):
    """No data key of this name was ever made here."""

    code = "vault.key_unknown"
    words = (
        "Không tìm thấy khóa của nội dung đã niêm phong này; hãy báo người vận hành kiểm tra bản sao lưu đã khôi phục."
    )


class KeyDestroyedError(_ToldError):
    """The data key was destroyed, and with it everything sealed under it."""

    code = "vault.key_destroyed"
    words = "Nội dung này đã được hủy theo quyết định nên không ai đọc lại được nữa."


class KeyWrongError(_ToldError):
    """What was sealed names another data key than the one it is opened with."""

    code = "vault.key_wrong"
    words = "Nội dung này được niêm phong bằng khóa của hồ sơ khác nên không mở; hãy báo người vận hành."


class TamperedError(_ToldError):
    """What was sealed was changed, cut or moved from where it was sealed for."""

    code = "vault.tampered"
    words = "Nội dung niêm phong không còn nguyên như lúc ghi nên không mở; hãy báo người vận hành."
