from django.urls import path

from minqing.records.matters.handing import views

urlpatterns = [path("hand-over/<uuid:pk>/", views.hand_over, name="hand-over")]
