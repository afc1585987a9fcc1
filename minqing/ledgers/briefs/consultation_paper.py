"""协商议事记录 in Word: one round as it was held, and the lines on which the sides sign (MECHANISMS.md C6)."""

from __future__ import annotations

import io
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from minqing.ground.journal import note
from minqing.ground.staff.scope import Scope, ScopedRequest, may
from minqing.ledgers import asking
from minqing.ledgers.briefs import mediation_paper
from minqing.ledgers.briefs.mediation_paper import MediationPaper, Part
from minqing.records.matters.models import Matter
from minqing.records.matters.models.consultation import Consultation
from minqing.records.matters.rights import matter_for, sees_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLANK = "＿＿＿＿＿＿"


def compose(held: Consultation) -> MediationPaper:
    """The minutes of one round: what about, who came, what each side said, how they voted, what was agreed, who signs."""
    matter, place = held.matter, held.matter.place
    seats = list(held.seats.all())
    title = "协商议事记录"
    parts: list[Part] = [
        ("item", f"事项：{held.subject}（第{held.round}次）"), ("item", f"时间：{_day(held.held_on)}"), ("item", f"地点：{held.where or BLANK}"),
        ("item", f"形式：{held.get_body_display()}"), ("item", f"人数：应到{held.called}人，实到{held.came}人，{_quorum(held)}"),
        ("heading", "一、参加的人"), *(("item", f"{seat.get_seat_display()}：{seat.names}") for seat in seats),
        ("heading", "二、各方的意见"), *(("item", f"{seat.get_seat_display()}：{seat.said}") for seat in seats if seat.said),
        ("heading", "三、结果"), ("body", _result(held)),
    ]  # fmt: skip
    if held.agreement:
        parts += [
            ("heading", "四、议定的事项"),
            *(("body", line.strip()) for line in held.agreement.splitlines() if line.strip()),
        ]
    parts += [("sign", f"{seat.get_seat_display()}（签字）：{seat.names if seat.signed_on else BLANK}") for seat in seats]
    parts.append(("sign", f"记录人：{held.by_name}"))
    unit = asking.full_name(place)
    return MediationPaper(
        title, tuple(parts), unit, held.held_on, f"{title}（{held.held_on:%Y%m%d}第{held.round}次，{matter.receipt}）.docx"
    )


def _quorum(held: Consultation) -> str:
    return f"{'符合' if held.quorate else '不符合'}「{held.rule_words}」的要求"


def _result(held: Consultation) -> str:
    votes = f"同意{held.agreed}人，反对{held.against}人，弃权{held.abstained}人。"
    voted = votes if held.agreed or held.against or held.abstained else ""
    return f"{voted}{held.get_result_display()}。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@may("brief.make")
@require_POST
def download(request: ScopedRequest, pk: UUID, consultation: UUID) -> HttpResponse:
    """下载 Word: the minutes of one round of a matter whose file the viewer may read; that they were taken away is written down."""
    matter = matter_for(request.scope, pk)
    if not sees_file(request.scope, matter):
        raise Http404("没有这件事，或者不在你的范围里。")
    if not request.scope.may("brief.make", matter.place_id):
        raise PermissionDenied("你的岗位不能出记录，请有权限的人来出。")
    held = matter.consultations.select_related("matter__place").prefetch_related("seats").filter(pk=consultation).first()
    if held is None:
        raise Http404("没有这一次协商。")
    today = timezone.localdate()
    made = compose(held)
    target = io.BytesIO()
    mediation_paper.write(target, made)
    with transaction.atomic():
        note(
            "brief.make",
            held,
            by=request.user,
            on=today,
            place=matter.place_id,
            after={"brief": "consultation", "round": held.round},
        )
    target.seek(0)
    return cast("HttpResponse", FileResponse(target, as_attachment=True, filename=made.file_name, content_type=DOCX))


def paper(matter: Matter, scope: Scope) -> dict[str, Any] | None:
    """For a round on the matter's page: the way to its minutes in Word."""
    return {} if scope.may("brief.make", matter.place_id) else None
