from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from minqing.ground.staff import managing, territory, views
from minqing.ground.staff.forms import SignInForm

urlpatterns = [
    path("sign-in/", LoginView.as_view(authentication_form=SignInForm, redirect_authenticated_user=True), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("me/", views.me, name="me"),
    path("me/password/", views.ChangePassword.as_view(), name="change-password"),
    path("territory/", territory.home, name="territory"),
    path("territory/<slug:code>/", territory.page, name="place"),
    path("territory/<slug:code>/parts/", territory.open_below, name="place-open"),
    path("territory/<slug:code>/name/", territory.rename, name="place-rename"),
    path("search/", views.search, name="search"),
    path("staff/", managing.people, name="staff"),
    path("staff/new/", managing.new_user, name="staff-new"),
    path("staff/<uuid:pk>/", managing.person, name="staff-person"),
    path("staff/<uuid:pk>/postings/", managing.post, name="staff-post"),
    path("staff/<uuid:pk>/password/", managing.reset_password, name="staff-password"),
    path("staff/postings/<uuid:pk>/end/", managing.leave, name="staff-leave"),
    path("roles/", managing.roles, name="roles"),
    path("roles/new/", managing.new_role, name="role-new"),
    path("roles/<slug:pk>/", managing.role, name="role"),
    path("suggest/", views.suggest, name="suggest"),
    path("suggest/<uuid:pk>/", views.followed, name="suggestion"),
    path("suggestions/mine/", views.mine, name="my-suggestions"),
    path("suggestions/", views.suggestions, name="suggestions"),
    path("suggestions/<uuid:pk>/answer/", views.answer, name="suggestion-answer"),
]
