from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "minqing.ground.places"
    label = "places"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ground.places import verbs

        declare(*verbs.VERBS, families=verbs.FAMILIES)
