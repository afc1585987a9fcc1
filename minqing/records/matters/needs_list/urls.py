from django.urls import path

from minqing.records.matters.needs_list import views

urlpatterns = [
    path("needs/", views.overview, name="needs-lists"),
    path("needs/items/<uuid:item>/open/", views.open_matter, name="needs-open"),
    path("needs/items/<uuid:item>/<slug:how>/", views.end, name="needs-end"),
    path("needs/<uuid:household>/", views.page, name="needs-list"),
    path("needs/<uuid:household>/add/", views.add, name="needs-add"),
    path("needs/<uuid:household>/paper/", views.paper, name="needs-paper"),
]
