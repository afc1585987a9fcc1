from django.urls import path

from minqing.ledgers.briefs import monitor_notice, views

app_name = "briefs"
urlpatterns = [
    path("", views.listed, name="list"),
    path("monitor/<uuid:pk>/<uuid:notice>/", monitor_notice.download, name="monitor-notice"),
    path("<slug:name>/", views.page, name="page"),
    path("<slug:name>/copies/", views.make, name="make"),
]
