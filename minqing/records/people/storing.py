"""Writing many new households at once: rows straight into the tables, past the ORM, which would take ten times as long.

Each table names its columns once, by the model's own fields; a field that is added to the model and forgotten here is a
`RuntimeError` at the first row, not a silent NULL. Personal numbers are sealed and hashed here as `VaultField` and `rekey`
do it. PostgreSQL gets COPY, SQLite `executemany`; both take identifiers as hexadecimal text and days as ISO text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

import orjson
import uuid_utils
from django.db import connection, models

from minqing.ground.places.models import Place
from minqing.lib import vault
from minqing.lib.words import simplify
from minqing.records.people.ledger import LedgerHousehold, LedgerMember
from minqing.records.people.models import GroupSpan, Household, LedgerImport, Resident
from minqing.records.people.reading_in import first_day, head_of, since, source_of, stated

Row = tuple[Any, ...]


@cache
def _is_simple(character: str) -> bool:
    return simplify(character) == character


def name_key(name: str) -> str:
    """`simplify` for names: one of simplified characters alone is itself, and looking each up costs a tenth of converting."""
    return name if all(map(_is_simple, name)) else simplify(name)


class Table:
    """Rows on their way into the table of a model."""

    def __init__(self, model: type[models.Model], fields: str) -> None:
        names = fields.split()
        known = {field.attname: field.column for field in model._meta.concrete_fields}
        if set(names) != known.keys():
            raise RuntimeError(f"{model.__name__}: {sorted(known.keys() ^ set(names))} is on one side only")
        quoted = [connection.ops.quote_name(cast(str, known[name])) for name in names]
        table = connection.ops.quote_name(model._meta.db_table)
        self.rows: list[Row] = []
        self.insert = f"INSERT INTO {table} ({', '.join(quoted)}) VALUES ({', '.join(['%s'] * len(names))})"
        self.copy = f"COPY {table} ({', '.join(quoted)}) FROM STDIN"

    def flush(self) -> None:
        """Write what has gathered."""
        if not self.rows:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cast(Any, cursor).copy(self.copy) as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                cursor.executemany(self.insert, self.rows)
        self.rows.clear()


class NewRows:
    """New households of one import, gathered and flushed in batches."""

    def __init__(self, place: Place, record: LedgerImport, at: datetime) -> None:
        self.box = vault.current()
        self.place, self.county, self.record_id = place.pk, place.pk[:6], record.pk.hex
        self.source = source_of(record.file_name)
        # The spelling of a moment differs between databases; the field knows it.
        self.at = Household._meta.get_field("recorded_at").get_db_prep_save(at, connection)
        self.households = Table(
            Household,
            "id place_id county number section address head_name size phones phone_key key stated last_import_id "
            "started_on ended_on ended_why recorded_at",
        )
        self.residents = Table(
            Resident,
            "id household_id place_id county name name_key relation relation_word sex birth id_number id_key phones phone_key phone_key_2 "
            "remark joined_on left_on left_why recorded_at",
        )
        self.spans = Table(GroupSpan, "id household_id resident_id place_id county group from_on to_on expires_on source")

    def flush(self) -> None:
        for table in (self.households, self.residents, self.spans):
            table.flush()

    def add(self, read: LedgerHousehold, members: Sequence[LedgerMember] | None = None) -> str:
        """A new household with its people; `members` leaves out those who move in from elsewhere. Gives its identifier."""
        pk = uuid_utils.uuid7().hex
        phones, phone_key, _ = self.sealed_phones(read.phones, "household.phones")
        said = stated(read)
        self.households.rows.append((
            pk, self.place, self.county, (read.number or "")[:40], (read.section or "")[:60], (read.address or "")[:200],
            head_of(read).name[:80], len(read.members), phones, phone_key, read.key[:120], orjson.dumps(said).decode() if said else "{}",
            self.record_id, None, None, "", self.at,
        ))  # fmt: skip
        began = first_day(read.from_)
        for member in read.members if members is None else members:
            resident = self.add_resident(pk, member)
            for group in member.groups:
                self._span(pk, resident, group, began)
        for group in read.groups:
            self._span(pk, None, group, began)
        return pk

    def add_resident(self, household: str, member: LedgerMember) -> str:
        pk = uuid_utils.uuid7().hex
        number = id_key = None
        if member.id:
            number, id_key = self.box.seal(member.id, "resident.id"), self.box.keyed(member.id, "resident.id")
        phones, phone_key, second = self.sealed_phones(member.phones, "resident.phones")
        self.residents.rows.append((
            pk, household, self.place, self.county, member.name[:80], name_key(member.name)[:80], member.relation or "",
            (member.relation_word or "")[:20], member.sex or "", member.birth or "", number, id_key, phones, phone_key, second,
            "", None, None, "", self.at,
        ))  # fmt: skip
        return pk

    def sealed_phones(self, phones: Sequence[str], label: str) -> tuple[bytes | None, bytes | None, bytes | None]:
        """Sealed text and the keys of the first two numbers."""
        if not phones:
            return None, None, None
        second = self.box.keyed(phones[1], "phone") if len(phones) > 1 else None
        return self.box.seal(" ".join(phones), label), self.box.keyed(phones[0], "phone"), second

    def _span(self, household: str, resident: str | None, group: str, began: str | None) -> None:
        self.spans.rows.append((
            uuid_utils.uuid7().hex, household, resident, self.place, self.county, group, since(group, began), None, None, self.source,
        ))  # fmt: skip
