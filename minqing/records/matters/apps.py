from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "minqing.records.matters"
    label = "matters"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ground.staff.context import Door, hang
        from minqing.records.matters import panels, searching, verbs

        declare(*verbs.VERBS)
        hang(Door("matters", "事", "matters:list", "list-check", "matter.see", 30))
        panels.hang()
        searching.hang()
