"""What briefs hang on other rooms' pages."""

from __future__ import annotations

from typing import Any

from minqing.ground.places.models import Place
from minqing.ground.staff.scope import Scope
from minqing.ledgers.asking import Month
from minqing.ledgers.briefs import consultation_paper, mediation_views
from minqing.ledgers.briefs.brief import BRIEFS
from minqing.ledgers.briefs.monitor_notice import papers
from minqing.lib import pegs


def hang() -> None:
    """Hang this room's panels; called once when the program starts."""
    pegs.hang("ledgers", "briefs/_beside.html", rank=10)(beside)
    pegs.hang("matter.page", "briefs/_mediation_papers.html", rank=2)(mediation_views.papers)
    pegs.hang("consultation", "briefs/_consultation_paper.html", rank=10)(consultation_paper.paper)
    pegs.hang("matter.page", "briefs/_monitor_notices.html", rank=20)(papers)


def beside(scope: Scope, place: Place, month: Month) -> dict[str, Any] | None:
    """The briefs of the place and month that the ledgers' page shows."""
    if not scope.may("brief.make", place.pk):
        return None
    return {"briefs": BRIEFS, "place": place, "month": month}
