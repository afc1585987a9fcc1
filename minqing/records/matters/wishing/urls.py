from django.urls import path

from minqing.records.matters.wishing import views

urlpatterns = [
    path("wishes/", views.wishes, name="wishes"),
    path("wishes/skills/", views.my_skills, name="my-skills"),
    path("wishes/rule/", views.rule, name="wish-rule"),
    path("wishes/rule/<int:pk>/end/", views.end_rule, name="wish-rule-end"),
    path("<uuid:pk>/thanks/", views.thanks, name="thanks"),
    path("<uuid:pk>/thanks/seen/", views.thanks_seen, name="thanks-seen"),
]
