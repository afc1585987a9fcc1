from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "minqing.faces.portal"
    label = "portal"

    def ready(self) -> None:
        from minqing.faces.portal import panels

        panels.hang()
