from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "minqing.ground.notices"
    label = "notices"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ground.notices import suggesting, verbs

        declare(*verbs.VERBS, families=verbs.FAMILIES)
        suggesting.hang()
