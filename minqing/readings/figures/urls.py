from django.urls import path

from minqing.readings.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.board, name="board"),
    path("sheet/", views.board_sheet, name="board-sheet"),
    path("below/", views.below, name="below"),
    path("rows/<path:key>/sheet/", views.rows_sheet, name="rows-sheet"),
    path("rows/<path:key>/", views.figure, name="figure"),
]
