from django.apps import AppConfig


class BriefsConfig(AppConfig):
    name = "minqing.ledgers.briefs"
    label = "briefs"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ledgers.briefs import panels, verbs

        declare(*verbs.VERBS, families=verbs.FAMILIES)
        panels.hang()
