from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from minqing.ground.staff import views
from minqing.ground.staff.forms import SignInForm

urlpatterns = [
    path("sign-in/", LoginView.as_view(authentication_form=SignInForm, redirect_authenticated_user=True), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("me/", views.me, name="me"),
    path("me/password/", views.ChangePassword.as_view(), name="change-password"),
    path("suggest/", views.suggest, name="suggest"),
    path("suggestions/", views.suggestions, name="suggestions"),
    path("suggestions/<uuid:pk>/answer/", views.answer, name="suggestion-answer"),
]
