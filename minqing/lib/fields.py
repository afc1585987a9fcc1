"""Column types that several rooms share. They know databases, and no model.

`CodeField` holds a place code, `VaultField` a personal number, `WordsField` and `LineField` what somebody wrote, `new_id` makes the identifiers of records.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import uuid_utils.compat
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from minqing.lib import codes, vault
from minqing.lib.numbers import hide_numbers


def new_id() -> uuid.UUID:
    """A UUIDv7: ordered by the moment it was made, so that it can be made on a phone and still index well."""
    return uuid_utils.compat.uuid7()


class CodeField(models.CharField):  # type: ignore[type-arg]
    """A place code (2-2-2-3-3 digits, then three a level), compared byte by byte.

    A subtree is the half-open range `code >= p and code < p + "\\x7f"`. That holds only when the database compares bytes:
    under a language's collation PostgreSQL answers 0 rows for it without a word. So the collation belongs to the type.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else "BINARY"
        return parameters


class _Written:
    """What somebody wrote in their own words: personal numbers in it are kept masked (`hide_numbers`), whichever way it comes in.

    To the database and to migrations it is a plain column. A search for a whole number finds the masked one.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{type(self).__mro__[2].__name__}", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)  # type: ignore[misc]
        return hide_numbers(value) if isinstance(value, str) else value

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = super().pre_save(instance, add)  # type: ignore[misc]
        if isinstance(value, str):
            value = hide_numbers(value)
            setattr(instance, self.attname, value)  # type: ignore[attr-defined]
        return value


if TYPE_CHECKING:
    # What reads and writes them sees plain columns, as the database does.
    WordsField = models.TextField
    LineField = models.CharField
else:

    class WordsField(_Written, models.TextField):
        """A text in somebody's own words."""

    class LineField(_Written, models.CharField):
        """A line in somebody's own words."""


class Secret:
    """A personal number out of the vault. Printed, it is masked; `plain()` gives the number itself.

    Pages and exports can therefore print it without thought; whoever calls `plain()` must have asked the purpose first.
    """

    __slots__ = ("_label", "_mask", "_sealed")

    def __init__(self, sealed: bytes, label: str, mask: str) -> None:
        self._sealed = sealed
        self._label = label
        self._mask = mask

    def plain(self) -> str:
        """The number. Raises `vault.Unreadable` when the key does not fit."""
        return vault.current().unseal(self._sealed, self._label)

    def __str__(self) -> str:
        return MASKS[self._mask](self.plain())

    def __repr__(self) -> str:
        return f"<Secret {self._label}>"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Secret):
            return self._label == other._label and self.plain() == other.plain()
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self._label, self.plain()))


def _mask_each_phone(numbers: str) -> str:
    return "、".join(codes.mask_phone(number) for number in numbers.split())


MASKS = {"id": codes.mask_id, "phone": _mask_each_phone, "account": codes.mask_account}


class VaultField(models.BinaryField):  # type: ignore[type-arg]
    """A personal number, encrypted in the row with a key that is not in the database.

    `label` names table and column and is bound into the cipher text, so that a number copied into another column cannot be
    read there. Assign the plain text; reading gives a `Secret`. Several telephone numbers are one text parted by spaces.
    """

    def __init__(self, *args: Any, label: str, mask: str, **kwargs: Any) -> None:
        if mask not in MASKS:
            raise ValueError(f"no such mask: {mask}")
        self.label = label
        self.mask = mask
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), {**kwargs, "label": self.label, "mask": self.mask}

    def from_db_value(self, value: bytes | memoryview | None, *_: Any) -> Secret | None:
        return None if value is None else Secret(bytes(value), self.label, self.mask)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if isinstance(value, Secret):
            value = value._sealed
        elif isinstance(value, str):
            value = vault.current().seal(value, self.label) if value else None
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, str | bytes | Secret):
            return value
        raise ValidationError("not a personal number")
