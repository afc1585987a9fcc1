from django.urls import include, path

from minqing.records.visits import views

visits = (
    [
        path("", views.diary, name="list"),
        path("<uuid:pk>/", views.page, name="page"),
        path("<uuid:pk>/correction/", views.correction, name="correction"),
        path("<uuid:pk>/call/<int:key>/gone/", views.drop, {"sort": "call"}, name="drop-call"),
        path("<uuid:pk>/quantity/<int:key>/gone/", views.drop, {"sort": "quantity"}, name="drop-quantity"),
        path("<uuid:pk>/promise/<uuid:key>/gone/", views.drop, {"sort": "promise"}, name="drop-promise"),
        path("promises/", views.promises, name="promises"),
        path("promises/<uuid:pk>/kept/", views.keep_promise, name="keep-promise"),
        path("promises/<uuid:pk>/not-kept/", views.take_back_promise, name="take-back-promise"),
        path("promises/<uuid:pk>/postponed/", views.postpone_promise, name="postpone-promise"),
        path("promises/<uuid:pk>/released/", views.release_promise, name="release-promise"),
        path("unseen/", views.unseen, name="unseen"),
    ],
    "visits",
)
urlpatterns = [
    path("today/", views.today, name="today"),
    path("visits/", include(visits)),
]
