from django.urls import path

from minqing.readings.proposals import views

app_name = "proposals"
urlpatterns = [
    path("note/", views.write, name="note"),
    path("note/reading/", views.reading, name="reading"),
    path("<uuid:pk>/decision/", views.decision, name="decision"),
    path("entries/<uuid:pk>/homes/", views.homes, name="homes"),
]
