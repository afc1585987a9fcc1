from django.urls import path

from minqing.faces.mediation import desk, views

app_name = "mediation"
urlpatterns = [
    path("desk/<uuid:pk>/say/", desk.say, name="desk_say"),
    path("desk/<uuid:pk>/files/<uuid:file>/", desk.file, name="desk_file"),
    path("desk/<uuid:pk>/lines/", desk.lines, name="desk_lines"),
    path("desk/<uuid:pk>/parties/<uuid:party>/slip/", desk.slip, name="slip"),
    path("<str:token>/", views.room, name="room"),
    path("<str:token>/lines/", views.lines, name="lines"),
    path("<str:token>/say/", views.say, name="say"),
    path("<str:token>/confirm/", views.confirm, name="confirm"),
    path("<str:token>/word/", views.word, name="word"),
    path("<str:token>/files/<uuid:file>/", views.file, name="file"),
    path("<str:token>/photos/<uuid:photo>/", views.photo, name="photo"),
]
