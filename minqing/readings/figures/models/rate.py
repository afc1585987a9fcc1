"""How a county reckons its rates: dated rows, for the text of the formulae is local and unconfirmed (RULES.md 5.1)."""

from __future__ import annotations

from django.db import models

from minqing.lib.fields import CodeField


class RateFormula(models.Model):
    """A rate is the figure `part` as a share of the figure `whole`, for a region from a day on.

    The row that fits most closely goes before the others; where none does, the example in the catalogue holds. `confirmed` is
    false for what nobody has compared with the local rule, `source` says where the county has it from.
    """

    KEYS = {"response": "响应率", "solution": "解决率", "satisfaction": "满意率"}

    key = models.CharField("哪个比率", max_length=20, choices=KEYS)
    part = models.CharField("数哪些", max_length=60)
    whole = models.CharField("占什么的", max_length=60)
    region = CodeField("管哪里", blank=True)
    from_on = models.DateField("从哪天起")
    to_on = models.DateField(null=True, blank=True)
    source = models.CharField("依据", max_length=200, help_text="哪份文件、哪一条")
    confirmed = models.BooleanField("和当地规定核对过", default=False)

    class Meta:
        db_table = "rate_formula"
        constraints = [models.UniqueConstraint(fields=["key", "region", "from_on"], name="rate_formula_once")]

    def __str__(self) -> str:
        return f"{self.get_key_display()} = {self.part} ÷ {self.whole}"
