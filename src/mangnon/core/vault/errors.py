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


class MastersInUseError(VaultError):
    """An old master key was to be deleted while data keys are still wrapped by it."""

    code = "vault.masters_in_use"


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


class AttachmentRefusedError(_ToldError):
    """A file cannot be kept as an attachment."""

    code = "vault.attachment"


class AttachmentUnknownError(AttachmentRefusedError):
    """No attachment of this name is kept."""

    code = "vault.attachment_unknown"
    words = "Không có tệp đính kèm này; có thể tệp đã được hủy cùng hồ sơ."


class AttachmentTooLargeError(AttachmentRefusedError):
    """The file is larger than is kept."""

    code = "vault.attachment_too_large"

    def __init__(self, most_bytes: int) -> None:
        VaultError.__init__(
            self, f"Tệp lớn hơn {most_bytes // 1_000_000} MB; hãy gửi tệp nhỏ hơn, hoặc chia thành nhiều tệp."
        )


class AttachmentKindError(AttachmentRefusedError):
    """The file's bytes are of no kind that is kept."""

    code = "vault.attachment_kind"
    words = "Chỉ nhận ảnh JPG hoặc PNG, PDF, âm thanh MP3, M4A, WAV, OGG; hãy đổi tệp sang một trong các loại này."


class AttachmentHeicError(AttachmentRefusedError):
    """The file is a picture as iPhones keep it, which other machines do not open."""

    code = "vault.attachment_heic"
    words = (
        "Ảnh HEIC của iPhone chưa nhận được; hãy gửi ảnh chụp màn hình của ảnh đó, hoặc trong Cài đặt, Camera, "
        "Định dạng, chọn «Tương thích nhất» rồi chụp lại."
    )


class AttachmentNameError(AttachmentRefusedError):
    """The file's name says another kind than its bytes."""

    code = "vault.attachment_name"
    words = "Đuôi của tên tệp không đúng với loại tệp thật; hãy xem lại tệp trước khi gửi."


class AttachmentBrokenError(AttachmentRefusedError):
    """The file cannot be opened as what its bytes begin as."""

    code = "vault.attachment_broken"
    words = "Tệp bị hỏng hoặc chưa tải hết nên không mở được; hãy gửi lại từ bản gốc."


class AttachmentTooHeavyError(AttachmentRefusedError):
    """The file takes more memory, time, pixels or pages to open than is spent on it."""

    code = "vault.attachment_too_heavy"
    words = "Tệp quá nặng khi mở ra (quá nhiều điểm ảnh, trang hoặc dữ liệu nén); hãy gửi bản nhỏ hơn."


class AttachmentLockedError(AttachmentRefusedError):
    """The PDF is encrypted."""

    code = "vault.attachment_locked"
    words = "Tệp PDF có đặt mật khẩu hoặc khóa quyền; hãy bỏ khóa, hoặc in lại thành PDF rồi gửi."
