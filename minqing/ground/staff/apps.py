from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "minqing.ground.staff"
    label = "staff"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ground.staff import follow, verbs

        declare(*verbs.VERBS)
        follow.connect()
