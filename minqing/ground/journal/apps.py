from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "minqing.ground.journal"
    label = "journal"

    def ready(self) -> None:
        from minqing.ground.journal import verbs

        verbs.declare(*verbs.VERBS, families=verbs.FAMILIES)
