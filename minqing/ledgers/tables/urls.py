from django.urls import path

from minqing.ledgers.tables import views

app_name = "tables"
urlpatterns = [
    path("", views.listed, name="list"),
    path("prepared/<uuid:pk>/", views.prepared, name="prepared"),
    path("<slug:key>/copies/", views.export, name="export"),
    path("<slug:key>/full-copies/", views.export_full, name="export-full"),
]
