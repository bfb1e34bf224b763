"""What a password must be, said in our words; the judging is Django's."""

from __future__ import annotations

from django.contrib.auth import password_validation as judged


class LongEnough(judged.MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return f"Mật khẩu cần ít nhất {self.min_length} ký tự."


class NotCommon(judged.CommonPasswordValidator):
    """Not one of those that everybody tries first."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return "Mật khẩu này quá thông dụng, dễ bị đoán."


class NotOnlyDigits(judged.NumericPasswordValidator):
    """Not a number."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return "Mật khẩu không được chỉ toàn chữ số."


class NotOneself(judged.UserAttributeSimilarityValidator):
    """Not near one's own name."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return "Mật khẩu quá giống tên hoặc thư điện tử của anh chị."
