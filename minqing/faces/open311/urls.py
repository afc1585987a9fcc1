from django.urls import path, re_path

from minqing.faces.open311 import managing, views

FORM = r"\.(?P<form>json|xml)$"

app_name = "open311"
urlpatterns = [
    path("", managing.about, name="about"),
    path("keys/", managing.keys, name="keys"),
    path("keys/<uuid:pk>/end/", managing.revoke, name="revoke"),
    re_path(rf"^v2/discovery{FORM}", views.discovery, name="discovery"),
    re_path(rf"^v2/services{FORM}", views.services, name="services"),
    re_path(rf"^v2/services/(?P<code>[^/]+?){FORM}", views.definition, name="definition"),
    re_path(rf"^v2/requests{FORM}", views.requests, name="requests"),
    re_path(rf"^v2/requests/(?P<pk>[^/]+?){FORM}", views.one_request, name="request"),
    re_path(rf"^v2/tokens/(?P<token>[^/]+?){FORM}", views.token, name="token"),
    re_path(rf"^v2/(?P<rest>.*?){FORM}", views.nothing, name="nothing"),
    re_path(r"^v2/(?P<rest>.*)$", views.nothing, name="nothing-plain"),
    path("v2/", views.nothing, name="root"),
]
