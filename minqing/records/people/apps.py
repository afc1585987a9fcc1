from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "minqing.records.people"
    label = "people"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ground.staff.context import Door, hang
        from minqing.records.people import searching, verbs

        declare(*verbs.VERBS, families=verbs.FAMILIES)
        hang(Door("people", "户", "people:list", "users", "household.see", 20))
        searching.hang()
