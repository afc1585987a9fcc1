from django.urls import path

from minqing.ledgers.briefs import consultation_paper, mediation_views, monitor_notice, views

app_name = "briefs"
urlpatterns = [
    path("", views.listed, name="list"),
    path("monitor/<uuid:pk>/<uuid:notice>/", monitor_notice.download, name="monitor-notice"),
    path("disputes/<uuid:pk>/<slug:name>/", mediation_views.download, name="mediation"),
    path("consultations/<uuid:pk>/<uuid:consultation>/", consultation_paper.download, name="consultation"),
    path("<slug:name>/", views.page, name="page"),
    path("<slug:name>/copies/", views.make, name="make"),
]
