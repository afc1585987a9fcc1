from django.urls import path

from minqing.readings.triage import views

app_name = "triage"
urlpatterns = [
    path("hotspots/", views.hot, name="hotspots"),
    path("matters/opening/like/", views.opening, name="opening"),
    path("matters/<uuid:pk>/same/", views.same, name="same"),
    path("matters/<uuid:pk>/suggestion/", views.take, name="take"),
]
