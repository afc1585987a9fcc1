"""Whose request it is: the session and the account behind its cookie, asked for with every request. Django's own but for how they ask."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from minqing.ground.staff.models import User
from minqing.lib.prepared import Prepared, Slot

_SESSIONS = Prepared(
    lambda: Session.objects.filter(
        session_key=Slot("key", models.CharField()), expire_date__gt=Slot("now", models.DateTimeField())
    )
)
_ACCOUNTS = Prepared(lambda: User.objects.filter(pk=Slot("pk", models.UUIDField())))


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSIONS.first(key=self.session_key, now=timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found


class Accounts(ModelBackend):
    """Accounts with a password."""

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session; None if it is gone or may not sign in."""
        user = _ACCOUNTS.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
