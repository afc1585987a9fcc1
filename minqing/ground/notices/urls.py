from django.urls import path

from minqing.ground.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.listing, name="list"),
    path("read/", views.read_all, name="read-all"),
    path("settings/", views.settings, name="settings"),
    path("settings/channels/", views.add_channel, name="add-channel"),
    path("settings/channels/<uuid:pk>/", views.change_channel, name="channel"),
    path("settings/channels/<uuid:pk>/trial/", views.try_channel, name="try-channel"),
    path("settings/channels/<uuid:pk>/drop/", views.drop_channel, name="drop-channel"),
    path("<uuid:pk>/", views.open_, name="open"),
]
