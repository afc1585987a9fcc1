"""Forms of one's own notices: what and when, and by which ways."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from minqing.ground.notices import addresses, sorts
from minqing.ground.notices.models import NoticePreference
from minqing.ground.notices.models.preference import in_hours
from minqing.lib.refusal import NotNow

HALF_HOURS = [(f"{hour:02d}:{minute:02d}", f"{hour}:{minute:02d}") for hour in range(24) for minute in (0, 30)]


def _clock(label: str) -> forms.TypedChoiceField:
    # A list of half hours: a browser's own time field speaks the browser's language (09:00 PM).
    return forms.TypedChoiceField(label=label, choices=HALF_HOURS, coerce=time.fromisoformat)


class PreferenceForm(forms.Form):
    """Which sorts, the quiet hours, the hour of the digest."""

    sorts = forms.MultipleChoiceField(label="告诉我这些", required=False, widget=forms.CheckboxSelectMultiple)
    quiet_from = _clock("免打扰从")
    quiet_to = _clock("到")
    digest_at = _clock("每天汇总在")

    def __init__(self, chosen: NoticePreference, data: Any = None) -> None:
        keys = [sort.key for sort in sorts.listed()]
        super().__init__(data, initial={
            "sorts": [key for key in keys if key not in chosen.off],
            **{name: f"{getattr(chosen, name):%H:%M}" for name in ("quiet_from", "quiet_to", "digest_at")},
        })  # fmt: skip
        field = self.fields["sorts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(sort.key, sort.title) for sort in sorts.listed()]

    def clean(self) -> dict[str, Any]:
        """Keeps the digest out of the quiet hours, where it would never go out."""
        data = super().clean() or {}
        hours = [data.get(name) for name in ("digest_at", "quiet_from", "quiet_to")]
        if None not in hours and in_hours(*hours):  # type: ignore[arg-type]
            self.add_error("digest_at", "汇总的时间在免打扰时段里，发不出去；改一个。")
        data["off"] = [sort.key for sort in sorts.listed() if sort.key not in data.get("sorts", ())]
        return data


class ChannelForm(forms.Form):
    """One more channel: the kind, and what is pasted for it."""

    kind = forms.ChoiceField(label="发到哪里")
    address = forms.CharField(
        label="邮箱，或者机器人的地址", max_length=500, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text="机器人把群里给的 Webhook 地址整个贴进来就行。存下后加了密，页面上不再显示全文。",
    )  # fmt: skip
    secret = forms.CharField(
        label="加签的密钥", max_length=200, required=False, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text="钉钉、飞书的机器人选了「加签」「签名校验」才填。选了「自定义关键词」的，关键词写「民情」。",
    )  # fmt: skip
    at_once = forms.BooleanField(label="急的马上发（免打扰时段里的，过后再发）", required=False, initial=True)
    digest = forms.BooleanField(label="每天汇总一条", required=False, initial=True)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(addresses.offered().items())

    def clean(self) -> dict[str, Any]:
        """Reads what was pasted; says in a sentence what is wrong with it."""
        data = super().clean() or {}
        if data.get("kind") and data.get("address"):
            try:
                data["address"] = addresses.read(data["kind"], data["address"])
            except NotNow as refusal:
                self.add_error("address", refusal.sentence)
        data["secret"] = data.get("secret", "").strip() if data.get("kind") in ("dingtalk", "feishu") else ""
        return data
