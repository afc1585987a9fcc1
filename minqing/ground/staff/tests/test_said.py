"""Days as pages say them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from minqing.ground.staff.templatetags.said import due, month_day_week


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> date:
    """A day on which the pages are looked at."""
    today = date(2026, 11, 21)
    monkeypatch.setattr(
        timezone, "localdate", lambda value=None, timezone=None: value.date() if isinstance(value, datetime) else today
    )
    return today


class TestDays:
    def test_this_year_needs_no_year(self, here: date) -> None:
        assert month_day_week(date(2026, 12, 18)) == "12月18日 周五"

    def test_another_year_is_said(self, here: date) -> None:
        assert month_day_week(date(2027, 1, 18)) == "2027年1月18日 周一"
        assert "2027年1月18日 周一</span>" in due(date(2027, 1, 18))

    def test_nothing_is_nothing(self) -> None:
        assert month_day_week(None) == ""

    def test_what_is_late_counts_days(self, here: date) -> None:
        assert "超期 2 天" in due(here - timedelta(days=2))
