from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "minqing.readings.triage"
    label = "triage"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.readings.triage import panels, verbs

        declare(*verbs.VERBS, families=verbs.FAMILIES)
        panels.hang()
