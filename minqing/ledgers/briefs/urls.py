from django.urls import path

from minqing.ledgers.briefs import views

app_name = "briefs"
urlpatterns = [
    path("", views.listed, name="list"),
    path("<slug:name>/", views.page, name="page"),
    path("<slug:name>/copies/", views.make, name="make"),
]
