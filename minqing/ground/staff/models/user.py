"""A person with an account."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from minqing.lib.fields import new_id


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, *, name: str = "", phone: str = "") -> User:
        """Make an account. Without a password it cannot sign in until one is set."""
        user = self.model(username=username, name=name or username, phone=phone)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """Somebody who signs in. `phone` is the office number that villagers are given, not a private one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=80)
    phone = models.CharField("公开电话", max_length=20, blank=True)
    is_active = models.BooleanField("可以登录", default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        db_table = "user"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name
