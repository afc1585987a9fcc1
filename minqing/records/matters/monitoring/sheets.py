"""The form of one member on the monitoring's own sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from minqing.records.matters.models.monitor_member import MonitorMember
from minqing.records.people.models import Resident

WRONG = {
    "invalid_choice": "选的不在名单里，重新选一下。",
    "invalid": "写整数。",
    "max_value": "一年只有 12 个月。",
    "min_value": "写正数。",
    "max_length": "太长了。",
}


class MemberForm(forms.ModelForm):  # type: ignore[type-arg]
    """What monitoring asks of a member. Nothing is required: what is missing shows as a doubt, not as a refusal."""

    work_months = forms.IntegerField(
        label="务工几个月", required=False, min_value=0, max_value=12, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    class Meta:
        model = MonitorMember
        fields = MonitorMember.FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resident: Resident = self.instance.resident
        for field in self.fields.values():
            field.error_messages.update(WRONG)
            chosen = isinstance(field, forms.TypedChoiceField)
            if chosen:
                field.choices = [("", "还没填"), *((key, words) for key, words in field.choices if key)]  # type: ignore[attr-defined]
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "form-select" if chosen else "form-control"

    def _post_clean(self) -> None:
        """The row is stored by `monitor_members.keep`, which also writes the journal; nothing is set here."""


def member_forms(rows: Iterable[MonitorMember], data: Any) -> list[MemberForm]:
    """A form a member, each under its own prefix."""
    return [MemberForm(data, instance=row, prefix=row.resident_id.hex) for row in rows]
