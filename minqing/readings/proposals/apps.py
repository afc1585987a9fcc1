from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "minqing.readings.proposals"
    label = "proposals"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.readings.proposals import panels, verbs

        declare(*verbs.VERBS, families=verbs.FAMILIES)
        panels.hang()
