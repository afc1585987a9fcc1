"""The map of addresses. Each room answers for its own."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="today"), name="home"),
    path("", include("minqing.ground.staff.urls")),
    path("notices/", include("minqing.ground.notices.urls")),
    path("households/", include("minqing.records.people.urls")),
    path("", include("minqing.records.visits.urls")),
    path("matters/", include("minqing.records.matters.urls")),
    path("figures/", include("minqing.readings.figures.urls")),
    path("proposals/", include("minqing.readings.proposals.urls")),
    path("", include("minqing.readings.triage.urls")),
    path("ledgers/", include("minqing.ledgers.tables.urls")),
    path("briefs/", include("minqing.ledgers.briefs.urls")),
    path("p/", include("minqing.faces.portal.urls")),
    path("room/", include("minqing.faces.mediation.urls")),
    path("open311/", include("minqing.faces.open311.urls")),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("styleguide/", TemplateView.as_view(template_name="styleguide.html"), name="styleguide"))
