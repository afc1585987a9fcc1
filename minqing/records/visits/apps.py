from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "minqing.records.visits"
    label = "visits"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ground.staff.context import Door, hang
        from minqing.records.visits import panels, verbs

        declare(*verbs.VERBS, families=verbs.FAMILIES)
        hang(Door("today", "今天", "today", "home", "", 10))
        panels.hang()
