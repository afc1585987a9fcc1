from django.apps import AppConfig


class Open311Config(AppConfig):
    name = "minqing.faces.open311"
    label = "open311"

    def ready(self) -> None:
        from minqing.faces.open311 import verbs
        from minqing.ground.journal.verbs import declare
        from minqing.ground.staff.context import Door, hang

        declare(*verbs.VERBS, families=verbs.FAMILIES)
        hang(Door("open311", "接口", "open311:keys", "file-text", "open311.manage", 90, on_phone=False))
