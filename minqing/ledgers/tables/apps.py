from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "minqing.ledgers.tables"
    label = "tables"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ground.notices import sorts
        from minqing.ground.staff.context import Door, hang
        from minqing.ledgers.tables import preparing, verbs

        declare(*verbs.VERBS, families=verbs.FAMILIES)
        sorts.declare(preparing.SORT)
        hang(Door("tables", "台账", "tables:list", "table", "ledger.see", 60, on_phone=False))
