"""Rows as the database gives them, past the ORM: of a county's people converting every identifier is most of reading them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, models

A_BATCH = 2000


def rows(found: models.QuerySet[Any], columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The columns of a queryset's rows, one after the other; identifiers, JSON and sealed numbers stay what they are there."""
    sql, params = found.values_list(*columns).query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while some := cursor.fetchmany(A_BATCH):
            yield from some


def identifier(model: type[models.Model], pk: Any) -> Any:
    """An identifier as it stands in such a row."""
    return model._meta.pk.get_db_prep_value(pk, connection)
