from django.urls import path

from minqing.records.matters import views
from minqing.records.matters.handing import urls as handing
from minqing.records.matters.mediation import views as mediation
from minqing.records.matters.monitoring import rule_views as monitor_rules
from minqing.records.matters.monitoring import views as monitoring
from minqing.records.matters.needs_list import urls as needs_list
from minqing.records.matters.ruling import rows
from minqing.records.matters.ruling import urls as ruling
from minqing.records.matters.safety import urls as safety
from minqing.records.matters.views import debts, kinds, photos
from minqing.records.matters.wishing import urls as wishing
from minqing.records.matters.works import views as works

app_name = "matters"
urlpatterns = [
    *handing.urlpatterns,
    *needs_list.urlpatterns,
    *ruling.urlpatterns,
    *safety.urlpatterns,
    *wishing.urlpatterns,
    path("", views.board, name="list"),
    path("new/", views.new, name="new"),
    path("old/", debts.old, name="old"),
    path("kinds/", kinds.kind, name="kinds"),
    path("kinds/<slug:key>/", kinds.kind, name="kind"),
    path("monitor/sweep/", monitoring.sweep, name="monitor-sweep"),
    path("monitor/sweep/<uuid:pk>/", monitoring.open_lead, name="monitor-lead"),
    path("monitor/doubts/", monitoring.doubtful, name="monitor-doubts"),
    path("monitor/rules/", rows.rules, {"page": monitor_rules.PAGE}, name="monitor-rules"),
    path("monitor/rules/<slug:table>/", rows.add, {"page": monitor_rules.PAGE}, name="monitor-rule-add"),
    path("monitor/rules/<slug:table>/<int:pk>/", monitor_rules.end, name="monitor-rule-end"),
    path("<uuid:pk>/income/", monitoring.income_sheet, name="monitor-income"),
    path("<uuid:pk>/income/sums/", monitoring.income_sums, name="monitor-sums"),
    path("<uuid:pk>/members/", monitoring.member_sheet, name="monitor-members"),
    path("<uuid:pk>/", views.page, name="page"),
    path("projects/", works.projects, name="projects"),
    path("projects/rules/", works.pace_rules, name="pace-rules"),
    path("<uuid:pk>/publicity/", works.publicity, name="publicity"),
    path("<uuid:pk>/receipt/", views.receipt, name="receipt"),
    path("<uuid:pk>/moves/<str:verb>/", views.move, name="move"),
    path("<uuid:pk>/more/", views.more, name="more"),
    path("<uuid:pk>/forms/<str:verb>/", views.form, name="form"),
    path("<uuid:pk>/phone/", views.reveal, name="reveal"),
    path("<uuid:pk>/parties/<uuid:party>/phone/", mediation.party_phone, name="party_phone"),
    path("<uuid:pk>/photos/", photos.add_photos, name="photos"),
    path("<uuid:pk>/photos/<uuid:photo>/", photos.photo, name="photo"),
]
