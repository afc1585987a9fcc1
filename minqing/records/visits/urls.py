from django.urls import include, path

from minqing.records.visits import views

visits = (
    [
        path("", views.diary, name="list"),
        path("<uuid:pk>/", views.page, name="page"),
        path("<uuid:pk>/correction/", views.correction, name="correction"),
        path("promises/", views.promises, name="promises"),
        path("promises/<uuid:pk>/kept/", views.keep_promise, name="keep-promise"),
        path("promises/<uuid:pk>/released/", views.release_promise, name="release-promise"),
        path("unseen/", views.unseen, name="unseen"),
    ],
    "visits",
)
urlpatterns = [
    path("today/", views.today, name="today"),
    path("visits/", include(visits)),
]
