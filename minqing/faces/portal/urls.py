from django.urls import path, register_converter

from minqing.faces.portal import views


class PlaceCode:
    """Digits of a place code."""

    regex = "[0-9]{12,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PlaceCode, "placecode")

app_name = "portal"
urlpatterns = [
    path("", views.find, name="find"),
    path("<placecode:code>/", views.village, name="village"),
    path("<placecode:code>/ask/<slug:kind>/", views.ask, name="ask"),
    path("<placecode:code>/kept/<str:token>/", views.kept, name="kept"),
    path("<placecode:code>/progress/", views.follow, name="follow"),
    path("<placecode:code>/answer/", views.answer, name="answer"),
]
