from django.urls import path

from minqing.records.matters import views
from minqing.records.matters.views import mediation, photos

app_name = "matters"
urlpatterns = [
    path("", views.board, name="list"),
    path("new/", views.new, name="new"),
    path("wishes/", views.wishes, name="wishes"),
    path("<uuid:pk>/", views.page, name="page"),
    path("<uuid:pk>/receipt/", views.receipt, name="receipt"),
    path("<uuid:pk>/moves/<str:verb>/", views.move, name="move"),
    path("<uuid:pk>/phone/", views.reveal, name="reveal"),
    path("<uuid:pk>/parties/<uuid:party>/phone/", mediation.party_phone, name="party_phone"),
    path("<uuid:pk>/photos/", photos.add_photos, name="photos"),
    path("<uuid:pk>/photos/<uuid:photo>/", photos.photo, name="photo"),
]
