"""People who sign in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from mangnon.vocab.ids import uuid7


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the only manager class, because Django's sign-in asks for one."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """Create an account with a hashed password, or without one that works when none is given."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account: who a person is; what they may see and do are their assignments."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    full_name = models.CharField("họ tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    demo = models.BooleanField("tài khoản dùng thử", default=False)
    password_temporary = models.BooleanField("mật khẩu tạm", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def is_staff(self) -> bool:
        """Nobody is: there is no Django admin here; libraries ask."""
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Nobody has Django permissions: rights are assignments (``core.scope``)."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """See ``has_perm``."""
        return False
