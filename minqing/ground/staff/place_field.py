"""Choosing a place in a form: typed as people say it (安石镇 中香村), with the viewer's own places offered while typing.

Nobody knows codes by heart. Below `OFFERED` places all of them are offered; a larger area offers its upper levels. What is typed is
looked for among all places of the area, with or without spaces; a code is understood too.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from minqing.ground.places import tree
from minqing.ground.places.models import Place
from minqing.ground.staff.scope import Scope

OFFERED = 800
NAMED = 5
_OFFICE = re.compile(r"(村|社区|居委会|村委会|村民委员会|居民委员会|街道|乡|镇|县|区|市|旗)$")


class PlaceInput(forms.TextInput):
    """A text box with a list to choose from while typing; without script and without the list it is a text box."""

    offered: list[str] = []

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        key = f"{(attrs or {}).get('id', name)}_places"
        box = super().render(name, value, {**(attrs or {}), "list": key, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((words,) for words in self.offered))
        return format_html('{}<datalist id="{}">{}</datalist>', box, key, options)


class PlaceField(forms.CharField):
    """A place where the viewer holds a verb. `aim()` says whose form it is; cleaned, it is the `Place`."""

    scope: Scope
    verb: str

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("help_text", "写名字，像 安石镇 中香村；边写边挑")
        super().__init__(widget=PlaceInput(), **kwargs)

    def aim(self, scope: Scope, verb: str) -> None:
        """Offer and accept the places where somebody holds a verb."""
        self.scope, self.verb = scope, verb
        assert isinstance(self.widget, PlaceInput)
        self.widget.offered = self._offered()

    def _all(self) -> Any:
        return self.scope.within(Place.objects.in_use(), self.verb, "code")

    def _offered(self) -> list[str]:
        for levels in (("county", "township", "village"), ("city", "county", "township"), ("province", "city", "county")):
            codes = list(self._all().at_level(*levels).order_by("code").values_list("pk", flat=True)[: OFFERED + 1])
            if len(codes) <= OFFERED:
                known = Place.ancestors_of(codes)
                return [self._path(code, known) for code in codes]
        return []

    def _path(self, code: str, known: dict[str, Place]) -> str:
        """安石镇 中香村: from the level below the viewer's own county down; the county by its own name."""
        lineage = [up for up in tree.lineage(code) if up in known]
        inner = (
            [up for up in lineage if len(up) > 6] if all(len(own) >= 6 for own in self.scope.places_for(self.verb)) else lineage
        )
        return " ".join(known[up].short_name for up in inner or lineage[-1:])

    def prepare_value(self, value: Any) -> Any:
        """A code reads as the place's name."""
        if isinstance(value, str) and tree.is_code(value) and hasattr(self, "scope"):
            known = Place.ancestors_of([value])
            return self._path(value, known) if value in known else value
        return value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return self._found(typed.strip()) if typed else None

    def _found(self, typed: str) -> Place:
        if tree.is_code(typed):
            place: Place | None = self._all().filter(pk=typed).first()
            if place is None:
                raise forms.ValidationError("没有这个地方，或者不在你管的范围里。")
            return place
        exact, near = self._alike(typed)
        found = exact or near
        if len(found) == 1:
            return found[0][1]
        if not found:
            raise forms.ValidationError(f"你管的范围里没有叫「{typed[:30]}」的地方，照名单里的名字写。")
        some = "、".join(path for path, _ in found[:NAMED])
        raise forms.ValidationError(f"叫这个的有 {len(found)} 个：{some}{'……' if len(found) > NAMED else ''}。把上一级也写上。")

    def _alike(self, typed: str) -> tuple[list[tuple[str, Place]], list[tuple[str, Place]]]:
        """The places whose path ends exactly so, and those in whose path every word stands; with their paths."""
        words = typed.split()
        # Offices have longer names than people say: only the stem is surely in the column.
        stem = _OFFICE.sub("", words[-1])[-2:] or words[-1][-2:]
        places = {place.pk: place for place in self._all().filter(name__contains=stem).order_by("code")}
        known = Place.ancestors_of(places)
        exact, near = [], []
        for code, place in places.items():
            names = [known[up].short_name for up in tree.lineage(code) if up in known]
            line = (self._path(code, known), place)
            if "".join(words) in {"".join(names[start:]) for start in range(len(names))}:
                exact.append(line)
            elif words[-1] in names[-1] and all(any(word in name for name in names) for word in words):
                near.append(line)
        return exact, near
