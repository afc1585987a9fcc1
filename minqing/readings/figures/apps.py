from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "minqing.readings.figures"
    label = "figures"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ground.staff.context import Door, hang
        from minqing.readings.figures import keeping, panels, ruling, verbs

        declare(*verbs.VERBS, families=verbs.FAMILIES)
        keeping.follow()
        panels.hang()
        ruling.hang_own()
        hang(Door("figures", "数", "figures:board", "chart-bar", "figure.see", 50, on_phone=False))
