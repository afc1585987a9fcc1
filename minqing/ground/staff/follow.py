"""Signing in and out leaves a line in the journal (网络安全法 asks for six months of such logs)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction

from minqing.ground.journal import note


def connect() -> None:
    """Listen to Django's own signals, the one place where the program cannot call a verb itself."""
    user_logged_in.connect(_signed_in, dispatch_uid="staff.sign_in")
    user_logged_out.connect(_signed_out, dispatch_uid="staff.sign_out")


def _signed_in(sender: Any, user: Any, **_: Any) -> None:
    with transaction.atomic():
        note("staff.sign_in", user, by=user)


def _signed_out(sender: Any, user: Any, **_: Any) -> None:
    if user is not None:
        with transaction.atomic():
            note("staff.sign_out", user, by=user)
