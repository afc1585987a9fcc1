"""Rates by the formula of a place and day, what was taken out beside them, and tallies that follow every exclusion."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import openpyxl

from minqing.ground.journal import Person, draining
from minqing.ground.places.models import Place
from minqing.readings.figures import keeping, rates, tallying
from minqing.readings.figures.catalogue import FIGURES
from minqing.readings.figures.figure import Figure, Rate, Share
from minqing.readings.figures.models import RateFormula
from minqing.readings.figures.tests.seeding import LAST
from minqing.records.matters import life
from minqing.records.matters.models import Matter

DAY = date(2026, 3, 10)
MARCH = (date(2026, 3, 1), date(2026, 3, 31))
ASK = {"place": "220422102", "month": "2026-03"}


def opened(world: Any, home: str = "李桂兰", **more: Any) -> Matter:
    given = {"place": world.village, "by": world.users["linxiaohe"], "on": DAY, "household": world.homes[home], **more}
    return Matter.objects.open(kind=given.pop("kind", "need"), about="门前排水沟堵", **given)


def judged(world: Any, matter: Matter, *, solved: bool, on: date = DAY, satisfied: bool | None = None) -> None:
    if matter.phase == "open":
        life.accept(matter, by=world.users["luzhixin"], on=DAY)
    life.report_done(matter, by=world.users["luzhixin"], on=on, words="办了")
    life.judge(matter, solved=solved, by=world.users["linxiaohe"], on=on, words="说了", satisfied=satisfied)


def excluded(world: Any, matter: Matter, on: date = DAY) -> None:
    life.exclude(matter, by=world.users["linxiaohe"], on=on, words="不归这里管", reason="not_ours")
    life.exclude_confirm(matter, by=world.users["zhouqiming"], on=on)


def number(key: str, place: str = "220422102", period: tuple[date, date] = MARCH) -> Any:
    return tallying.value(FIGURES[key], place, *period)


class TestFirstWord:
    def test_what_a_worker_heard_is_answered_at_once(self, world: Any) -> None:
        assert opened(world).contacted_on == DAY
        assert opened(world, source="duty").contacted_on is None
        theirs = opened(world, by=Person("李桂兰"), source="portal", unlooked=True)
        assert theirs.contacted_on is None

    def test_to_speak_with_the_asker_is_to_answer(self, world: Any) -> None:
        matter = opened(world, by=Person("李桂兰"), source="portal")
        life.drop(matter, by=world.users["linxiaohe"], on=DAY + timedelta(1), words="跟他说了")
        assert matter.contacted_on == DAY + timedelta(1)

    def test_the_asker_alone_is_no_answer(self, world: Any) -> None:
        matter = opened(world, by=Person("李桂兰"), source="portal")
        life.move(matter, "matter.add", by=Person("李桂兰"), on=DAY, words="又下雨了")
        assert matter.contacted_on is None


class TestResponse:
    def test_it_is_those_answered_in_time_of_those_who_asked(self, world: Any) -> None:
        opened(world)
        late = opened(world, by=Person("李桂兰"), source="portal")
        life.contact(late, by=world.users["linxiaohe"], on=DAY + timedelta(30), words="打了电话")
        opened(world, by=Person("李桂兰"), source="portal", unlooked=True)
        opened(world, source="duty")
        excluded(world, opened(world, by=Person("李桂兰"), source="portal"))

        assert (number("matter.assessed"), number("matter.responded")) == (2, 1)
        assert number("matter.response_share") == 50
        assert (number("matter.assessed_excluded"), number("matter.excluded")) == (1, 1)


class TestAnswers:
    def test_each_time_counts_and_what_was_taken_out_does_not(self, world: Any) -> None:
        twice = opened(world)
        judged(world, twice, solved=False, satisfied=False)
        judged(world, twice, solved=True, on=DAY + timedelta(2), satisfied=True)
        out = opened(world)
        judged(world, out, solved=False)
        excluded(world, out)

        assert (number("judgement.asked"), number("judgement.valid"), number("judgement.excluded")) == (3, 2, 1)
        assert (number("judgement.solved_share"), number("judgement.satisfied_share")) == (50, 50)
        assert (number("judgement.last"), number("judgement.last_solved")) == (1, 1)

    def test_the_last_answer_takes_the_one_before_away(self, world: Any) -> None:
        matter = opened(world)
        judged(world, matter, solved=False)
        keeping.reconcile(today=LAST)
        judged(world, matter, solved=True, on=date(2026, 4, 2))
        while draining.drain():
            pass

        assert keeping.kept(["220422102"], [MARCH[0]]).sum("judgement.last", "220422102", [MARCH[0]]) == 0
        assert number("judgement.valid") == 1
        assert number("judgement.last", period=(date(2026, 4, 1), date(2026, 4, 30))) == 1
        assert keeping.reconcile(today=LAST).differences == []


class TestTallies:
    def test_an_exclusion_moves_every_month_in_which_something_counted(self, world: Any) -> None:
        matter = opened(world, on=date(2026, 1, 20))
        life.accept(matter, by=world.users["luzhixin"], on=date(2026, 1, 20))
        judged(world, matter, solved=False, on=date(2026, 2, 3))
        judged(world, matter, solved=True, on=date(2026, 3, 3))
        wish = opened(world, kind="wish", on=date(2026, 1, 5))
        life.publish(wish, by=world.users["linxiaohe"], on=date(2026, 1, 6))
        life.claim(wish, by=world.users["dangyuan"], on=date(2026, 2, 8))
        keeping.reconcile(today=LAST)
        excluded(world, matter, on=date(2026, 4, 20))
        excluded(world, wish, on=date(2026, 4, 21))
        while draining.drain():
            pass

        for month in (1, 2, 3, 4):
            first = date(2026, month, 1)
            kept = keeping.kept(["220422102209"], [first])
            for figure in keeping.tallied():
                last = date(2026, month, 28)
                assert kept.sum(figure.key, "220422102209", [first]) == figure.value("220422102209", first, last), figure.key
        assert keeping.reconcile(today=LAST).differences == []

    def test_a_merge_takes_the_claim_away(self, world: Any) -> None:
        wish, other = (opened(world, kind="wish", on=date(2026, 1, 5)) for _ in range(2))
        life.publish(wish, by=world.users["linxiaohe"], on=date(2026, 1, 6))
        life.claim(wish, by=world.users["dangyuan"], on=date(2026, 2, 8))
        keeping.reconcile(today=LAST)
        life.merge(wish, by=world.users["linxiaohe"], on=date(2026, 4, 2), into=other)
        while draining.drain():
            pass

        assert keeping.reconcile(today=LAST).differences == []


class TestHowFarUp:
    def test_it_tells_the_levels_apart(self, world: Any) -> None:
        for tier in ("village", "village", "township", "county"):
            judged(world, matter := opened(world), solved=True)
            Matter.objects.filter(pk=matter.pk).update(tier=tier)

        assert [number(f"matter.{tier}_share") for tier in ("village", "township", "county")] == [50, 25, 25]

    def test_it_knows_what_goes_to_and_fro_and_what_is_old(self, world: Any) -> None:
        matter = opened(world, on=date(2025, 11, 1))
        Matter.objects.filter(pk=matter.pk).update(returns=2)
        opened(world)

        assert (number("matter.pingpong"), number("matter.old")) == (1, 1)
        assert number("matter.returned", period=(date(2025, 11, 1), date(2025, 11, 30))) == 1


class TestFormula:
    def rule(self, **more: Any) -> RateFormula:
        given = {
            "key": "solution",
            "part": "judgement.last_solved",
            "whole": "judgement.last",
            "region": "220422",
            "source": "县里的办法",
        }
        return RateFormula.objects.create(**{"from_on": date(2026, 1, 1), "confirmed": True, **given, **more})

    def test_every_share_of_the_catalogue_has_what_was_taken_out_or_no_exclusion(self) -> None:
        for key in ("matter.response_share", "judgement.solved_share", "judgement.satisfied_share", "matter.village_share",
                    "wish.claimed_share", "dispute.success_share"):  # fmt: skip
            share = FIGURES[key]
            assert isinstance(share, Share)
            assert share.taken_out is not None, key

    def test_it_holds_for_its_region_and_days(self, world: Any) -> None:
        self.rule()
        self.rule(region="220422102", from_on=date(2026, 3, 1), part="judgement.satisfied", whole="judgement.valid")
        self.rule(region="99", part="judgement.satisfied", whole="judgement.valid")
        rate = FIGURES["judgement.solved_share"]

        def whole(place: str, day: date) -> tuple[str, str]:
            found = rates.one(rate, place, day)
            assert isinstance(found, Rate)
            return found.part.key, found.whole.key

        assert whole("220422", DAY) == ("judgement.last_solved", "judgement.last")
        assert whole("220422102209", DAY) == ("judgement.satisfied", "judgement.valid")
        assert whole("220422102209", date(2026, 2, 28)) == ("judgement.last_solved", "judgement.last")
        assert whole("220422", date(2025, 12, 31)) == ("judgement.solved", "judgement.valid")
        assert whole("2204", DAY) == ("judgement.solved", "judgement.valid")

    def test_a_row_that_names_no_figure_falls_back(self, world: Any) -> None:
        self.rule(part="judgement.gone")
        self.rule(key="response", part="matter.village_share", whole="matter.assessed")

        assert rates.one(FIGURES["judgement.solved_share"], "220422", DAY).how.count("示例公式") == 1
        assert rates.one(FIGURES["matter.response_share"], "220422", DAY).how.count("示例公式") == 1

    def test_it_is_said_alike_everywhere(self, world: Any, capsys: Any) -> None:
        from minqing.cli import main
        from minqing.ledgers import asking
        from minqing.ledgers.briefs import brief

        self.rule()
        matter = opened(world)
        judged(world, matter, solved=False)
        judged(world, matter, solved=True, on=DAY + timedelta(2))
        client = world.client("zhouqiming")

        board = client.get("/figures/", ASK).context["board"]
        tile = next(
            tile for group in board.groups for tile in (*group.tiles, *group.more) if tile.figure.key == "judgement.solved_share"
        )
        page = client.get("/figures/rows/judgement.solved_share/", ASK)
        below = client.get("/figures/below/", {**ASK, "figure": "judgement.solved_share"}).context["lines"]
        sheet = openpyxl.load_workbook(io.BytesIO(client.get("/figures/sheet/", ASK).content)).active
        said = next(row for row in sheet.iter_rows(values_only=True) if row[7] == "judgement.solved_share")
        main(["figure", "judgement.solved_share", "--place", "220422102", "--from", "2026-03-01", "--to", "2026-03-31", "--json"])
        printed = capsys.readouterr().out
        month = asking.month_of("2026-03", on=LAST)
        made = brief.make("month", place=Place.objects.get(pk="220422102"), month=month)

        assert tile.value == page.context["number"] == "100"
        assert page.context["page"].paginator.count == 1
        assert "县里的办法" in page.content.decode()
        assert {line["number"] for line in below if line["place"] and line["place"].pk == "220422102209"} == {"100"}
        assert (said[3], "县里的办法" in said[6]) == (100, True)
        assert '"whole": "judgement.last"' in printed
        assert '"value": 100' in printed
        assert made.figures["judgement.solved_share"] == 100

    def test_what_was_taken_out_stands_beside_and_opens(self, world: Any) -> None:
        judged(world, opened(world), solved=True)
        out = opened(world, "王德福")
        judged(world, out, solved=True)
        excluded(world, out)
        client = world.client("zhouqiming")

        board = client.get("/figures/", ASK).content.decode()
        page = client.get("/figures/rows/judgement.solved_share/", ASK).content.decode()
        rows = client.get("/figures/rows/judgement.excluded/", ASK).content.decode()

        assert "另有剔除 1 件次" in board
        assert "另有剔除 1 件" in board
        assert "另有剔除 1 件次" in page
        assert "/figures/rows/judgement.excluded/" in page
        for words in ("不归这里管", "林晓禾", "周启明", "王德福"):
            assert words in rows
        assert "回访的里剔除的" not in board.replace("另有剔除", "")

    def test_places_below_cost_no_query_each(self, world: Any, django_assert_max_num_queries: Any) -> None:
        for _ in range(5):
            self.rule(from_on=DAY - timedelta(RateFormula.objects.count()))
        keeping.reconcile(today=LAST)
        with django_assert_max_num_queries(4):
            tallying.by_child(FIGURES["matter.response_share"], "220422102", ["220422102209", "220422102210"], *MARCH)

    def test_its_parts_are_figures_that_are_kept(self) -> None:
        for rate in (figure for figure in FIGURES.values() if isinstance(figure, Rate)):
            for figure in rate.figures:
                assert isinstance(figure, Figure)
                assert figure.kept, figure.key
