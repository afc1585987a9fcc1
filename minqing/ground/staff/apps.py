from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "minqing.ground.staff"
    label = "staff"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ground.staff import follow, verbs
        from minqing.ground.staff.context import Door, hang

        declare(*verbs.VERBS, families=verbs.FAMILIES)
        hang(Door("place", "村情", "territory", "building-community", "place.see", 40))
        follow.connect()
