from django.urls import path

from minqing.records.matters.ruling import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/calendar/", views.calendar, name="rules-calendar"),
    path("rules/<slug:table>/new/", views.new, name="rule-new"),
    path("rules/<slug:table>/<int:pk>/", views.rule, name="rule"),
    path("rules/<slug:table>/<int:pk>/end/", views.end, name="rule-end"),
    path("rules/<slug:table>/<int:pk>/confirm/", views.confirm, name="rule-confirm"),
]
