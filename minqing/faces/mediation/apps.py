from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "minqing.faces.mediation"
    label = "mediation"

    def ready(self) -> None:
        from minqing.faces.mediation import panels

        panels.hang()
