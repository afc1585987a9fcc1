from django.urls import path

from minqing.records.matters.ruling import rows
from minqing.records.matters.safety import views

urlpatterns = [
    path("safety/rules/", rows.rules, {"page": views.PAGE}, name="safety-rules"),
    path("safety/rules/<slug:table>/", rows.add, {"page": views.PAGE}, name="safety-rule-add"),
    path("safety/rules/<slug:table>/<int:pk>/", views.end_rule, name="safety-rule-end"),
    path("<uuid:pk>/consultations/new/", views.hold, name="consult"),
    path("<uuid:pk>/consultations/<uuid:consultation>/<slug:seat>/", views.sign, name="consult-sign"),
    path("<uuid:pk>/hazard-photos/", views.photos, name="hazard-photos"),
]
