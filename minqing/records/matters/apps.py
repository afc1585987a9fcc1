from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class MattersConfig(AppConfig):
    name = "minqing.records.matters"
    label = "matters"

    def ready(self) -> None:
        from minqing.ground.journal.verbs import declare
        from minqing.ground.staff.context import Door, hang
        from minqing.records.matters import panels, reminding, searching, telling, verbs
        from minqing.records.matters.handing import panels as handing
        from minqing.records.matters.mediation import confided
        from minqing.records.matters.ruling import forms as ruling
        from minqing.records.matters.ruling.rhythms import hang_rhythms

        declare(*verbs.VERBS, *verbs.of_kinds(), families=verbs.families())
        post_migrate.connect(_give_rights, sender=self)
        hang(Door("matters", "事", "matters:list", "list-check", "matter.see", 30))
        panels.hang()
        handing.hang()
        ruling.hang_own()
        hang_rhythms()
        searching.hang()
        telling.follow()
        reminding.hang()
        confided.hang()


def _give_rights(**_: Any) -> None:
    from minqing.records.matters import first_rights

    first_rights.grant(apps)
