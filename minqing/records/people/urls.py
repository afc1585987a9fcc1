from django.urls import path

from minqing.records.people.views import enterprise, group, household, ledger, resident, twice

app_name = "people"
urlpatterns = [
    path("", household.listing, name="list"),
    path("new/", household.opening, name="open"),
    path("twice/", twice.listing, name="twice"),
    path("import/", ledger.upload, name="import"),
    path("import/confirmation/", ledger.confirmation, name="confirm-import"),
    path("import/<uuid:pk>/", ledger.result, name="imported"),
    path("import/<uuid:pk>/problems.xlsx", ledger.problems, name="import-problems"),
    path("<uuid:pk>/", household.page, name="page"),
    path("<uuid:pk>/change/", household.change, name="change"),
    path("<uuid:pk>/moving-out/", household.moving_out, name="move-out"),
    path("<uuid:pk>/restoring/", household.restoring, name="restore-household"),
    path("<uuid:pk>/split/", household.splitting, name="split"),
    path("<uuid:pk>/residents/new/", resident.joining, name="join"),
    path("<uuid:pk>/number/", resident.household_number, name="household-number"),
    path("<uuid:pk>/groups/new/", group.entering, name="enter-group"),
    path("residents/<uuid:pk>/change/", resident.change, name="change-resident"),
    path("residents/<uuid:pk>/leaving/", resident.leaving, name="leave"),
    path("residents/<uuid:pk>/restoring/", resident.restoring, name="restore"),
    path("residents/<uuid:pk>/number/", resident.number, name="number"),
    path("enterprises/", enterprise.listing, name="enterprises"),
    path("enterprises/new/", enterprise.opening, name="open-enterprise"),
    path("enterprises/<uuid:pk>/", enterprise.page, name="enterprise"),
    path("enterprises/<uuid:pk>/change/", enterprise.change, name="change-enterprise"),
    path("enterprises/<uuid:pk>/closing/", enterprise.closing, name="close-enterprise"),
    path("enterprises/<uuid:pk>/number/", enterprise.number, name="enterprise-number"),
    path("groups/<uuid:pk>/leaving/", group.leaving, name="leave-group"),
]
