from django.urls import path, register_converter

from minqing.faces.portal import views


class PlaceCode:
    """Digits of a place code."""

    regex = "[0-9]{12,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Letters(PlaceCode):
    """How big the letters are."""

    regex = "standard|large"


register_converter(PlaceCode, "placecode")
register_converter(Letters, "letters")

app_name = "portal"
urlpatterns = [
    path("", views.find, name="find"),
    path("letters/<letters:size>/", views.letters, name="letters"),
    path("said/", views.said, name="said"),
    path("new/", views.tray, name="tray"),
    path("<placecode:code>/", views.village, name="village"),
    path("<placecode:code>/wishes/", views.wishes, name="wishes"),
    path("<placecode:code>/ask/<slug:kind>/", views.ask, name="ask"),
    path("<placecode:code>/kept/<str:token>/", views.kept, name="kept"),
    path("<placecode:code>/progress/", views.follow, name="follow"),
    path("<placecode:code>/progress/slip/", views.slip, name="slip"),
    path("<placecode:code>/progress/leave/", views.leave, name="leave"),
    path("<placecode:code>/progress/photos/<uuid:photo>/", views.photo, name="photo"),
    path("<placecode:code>/answer/", views.answer, name="answer"),
    path("<placecode:code>/add/", views.add, name="add"),
    path("<placecode:code>/again/", views.again, name="again"),
    path("<placecode:code>/withdraw/", views.withdraw, name="withdraw"),
    path("<placecode:code>/for-somebody/", views.paper, name="paper"),
    path("<placecode:code>/poster/", views.poster, name="poster"),
    path("<placecode:code>/poster.pdf", views.poster_pdf, name="poster-pdf"),
    path("<placecode:code>/poster.png", views.poster_png, name="poster-png"),
]
