"""A dispute from the asking to the parties' own word, and what the law asks on the way (RULES.md 4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from minqing.conftest import World
from minqing.ground.journal.models import Event
from minqing.ground.staff.scope import Scope
from minqing.lib.refusal import NotNow
from minqing.records.matters import life
from minqing.records.matters.forms import form_for
from minqing.records.matters.mediation import agreeing, disputes
from minqing.records.matters.mediation.story import planned, reminders
from minqing.records.matters.models import Matter
from minqing.records.matters.models.agreement import Agreement
from minqing.records.matters.rights import sees_file
from minqing.records.matters.tests.disputing import DAY, drafted, opened, performing, talking
from minqing.records.matters.tests.living import check


def move(world: World, matter: Matter, verb: str, *, by: str = "weichanghe", days: int = 4, **given: object) -> None:
    life.move(matter, verb, by=world.users[by], on=DAY + timedelta(days), **given)


class TestOpening:
    def test_it_puts_all_words_into_the_file(self, world: World) -> None:
        matter = Matter.objects.get(pk=opened(world).pk)

        assert (matter.about, matter.words, matter.asker, matter.household, matter.phone) == ("矛盾纠纷", "", "", None, None)
        assert "滴水地" in matter.details.facts
        assert not matter.moves.exclude(words="").exists()
        assert "李桂兰" not in str(list(Event.objects.of(matter).values("after", "words", "actor_name")))

    def test_it_makes_whoever_asked_the_first_party(self, world: World) -> None:
        party = opened(world).parties.get()

        assert (party.name, party.side, party.household) == ("李桂兰", "applicant", world.homes["李桂兰"])
        assert party.phone.plain() == "13800001234"

    def test_it_has_a_month_unless_the_county_says_otherwise(self, world: World) -> None:
        assert opened(world).due_on == date(2026, 5, 13)


class TestParties:
    def test_it_needs_two_before_mediation_begins(self, world: World) -> None:
        matter = opened(world)
        move(world, matter, "matter.accept")

        with pytest.raises(NotNow, match="至少两方"):
            move(world, matter, "dispute.session", words="谈了谈", came=["李桂兰"])

    def test_it_takes_nobody_twice(self, world: World) -> None:
        matter = talking(world)
        resident = matter.parties.get(name="王德福").resident

        with pytest.raises(NotNow, match="已经记上"):
            move(world, matter, "dispute.party", name="王德福", side="third", resident=resident)

    def test_it_keeps_an_outsiders_number_in_the_vault(self, world: World) -> None:
        matter = talking(world)
        move(world, matter, "dispute.party", name="顺发建筑队", side="third", phone="13900001111", work="施工")

        assert str(matter.parties.get(name="顺发建筑队").phone) == "139****1111"


class TestMediators:
    def test_a_party_may_refuse_the_lead_when_another_is_asked(self, world: World) -> None:
        matter = talking(world)
        lead, party = matter.handlings.get(role="lead"), matter.parties.get(name="王德福")

        with pytest.raises(NotNow, match="另请一位"):
            move(
                world, matter, "dispute.refuse_mediator", words="他和李家是亲戚", reason="refuse_kin", handling=lead, party=party
            )
        move(
            world, matter, "dispute.refuse_mediator", words="他和李家是亲戚", reason="refuse_kin", handling=lead, party=party,
            person=world.users["zhouqiming"],
        )  # fmt: skip

        assert matter.holder == world.users["zhouqiming"]
        assert matter.handlings.get(state="doing").person == world.users["zhouqiming"]
        assert not sees_file(Scope(world.users["weichanghe"], DAY), matter)
        assert sees_file(Scope(world.users["zhouqiming"], DAY), matter)
        check(matter)


class TestSession:
    def test_it_completes_the_one_that_was_planned_for_the_day(self, world: World) -> None:
        from django.utils import timezone

        matter = talking(world)
        at = timezone.make_aware(timezone.datetime(2026, 4, 17, 14, 30))
        move(world, matter, "dispute.invite", days=1, planned_at=at, way="spot", where="村部")
        move(world, matter, "dispute.session", words="都让一步", came=["李桂兰", "王德福"], held_on=date(2026, 4, 17))

        held = matter.sessions.get()
        assert (held.held_on, held.where, held.came) == (date(2026, 4, 17), "村部", "李桂兰、王德福")

    def test_it_is_extended_only_when_all_agree(self, world: World) -> None:
        matter = talking(world)

        with pytest.raises(NotNow, match="都同意"):
            move(world, matter, "dispute.extend", words="等测量", due_on=date(2026, 6, 1), agreed=False)
        move(world, matter, "dispute.extend", words="等测量", due_on=date(2026, 6, 1), agreed=True)

        assert Matter.objects.get(pk=matter.pk).due_on == date(2026, 6, 1)

    def test_a_time_that_was_arranged_is_told_only_while_they_talk(self, world: World) -> None:
        from django.utils import timezone

        matter = talking(world)
        at = timezone.make_aware(timezone.datetime(2026, 5, 17, 14, 30))
        move(world, matter, "dispute.invite", days=1, planned_at=at, way="online")
        assert len(planned(matter, on=DAY)) == 1

        move(world, matter, "dispute.oral", words="各让一步")
        assert planned(matter, on=DAY) == []


class TestEnding:
    def test_it_stops_when_a_party_refuses_and_tells_the_other_ways(self, world: World) -> None:
        matter = talking(world)
        party = matter.parties.get(name="王德福")

        with pytest.raises(NotNow, match="哪几条路"):
            move(world, matter, "dispute.end", words="说不调了", reason="stop_refused", party=party)
        with pytest.raises(NotNow, match="哪一方"):
            move(world, matter, "dispute.end", words="说不调了", reason="stop_refused", told=["court"])
        move(world, matter, "dispute.end", words="说不调了", reason="stop_refused", party=party, told=["court", "arbitration"])

        assert (matter.state, matter.phase) == ("ended", "dropped")
        assert matter.details.ended_told == "到法院起诉、申请仲裁"
        assert "王德福不愿意调解" in matter.moves.get(move="dispute.end").words
        check(matter)

    def test_nothing_is_ticked_as_told_that_nobody_told(self, world: World) -> None:
        matter = talking(world)
        rule = matter.table.rule("dispute.end", matter.state)
        assert rule is not None
        scope = Scope(world.users["weichanghe"], DAY)
        assert not form_for(rule, matter, scope)["told"].value()

        sent = form_for(rule, matter, scope, {"version": matter.version, "reason": "stop_refused", "words": "说不调了"})
        assert set(sent.errors) == {"told", "party"}

    def test_nobody_reports_to_the_police_on_a_day_to_come(self, world: World) -> None:
        with pytest.raises(NotNow, match="还没到那天"):
            move(world, talking(world), "dispute.police", words="动手", told="安石派出所", told_on=DAY + timedelta(90))

    def test_a_possible_crime_is_told_to_the_police_and_stays_on_record(self, world: World) -> None:
        matter = talking(world)
        move(world, matter, "dispute.police", words="动手打伤了人", told="安石派出所 老赵", told_on=DAY + timedelta(4))

        assert (matter.state, matter.details.police_told) == ("talking", "安石派出所 老赵")


class TestWritten:
    def test_it_is_valid_only_with_every_signature_and_the_seal(self, world: World) -> None:
        matter = drafted(world)
        li, wang = matter.parties.order_by("id")

        move(world, matter, "dispute.sign", signed={li: "sign"}, mediator=True)
        assert matter.state == "signing"
        with pytest.raises(NotNow, match="签齐"):
            move(world, matter, "dispute.effect")
        move(world, matter, "dispute.sign", days=6, signed={wang: "finger"}, sealed=True)

        agreement = agreeing.standing(matter)
        assert matter.state == "performing"
        assert agreement.valid_on == matter.details.resolved_on == DAY + timedelta(6)
        assert matter.details.amount == 300
        check(matter)

    def test_a_changed_text_must_be_signed_again(self, world: World) -> None:
        matter = drafted(world)
        move(world, matter, "dispute.sign", signed=dict.fromkeys(matter.parties.all(), "sign"), mediator=True)
        move(world, matter, "dispute.draft", terms={"content": "王德福退让五十公分"})

        assert agreeing.standing(matter).missing() == ["李桂兰签名或按手印", "王德福签名或按手印", "调解员签名", "盖章"]

    def test_not_signed_in_the_end_goes_on_with_mediation(self, world: World) -> None:
        matter = drafted(world)
        move(world, matter, "dispute.undraft", words="王德福反悔")

        assert matter.state == "talking"
        assert agreeing.standing(matter) is None


class TestOral:
    def test_it_is_valid_when_it_is_reached(self, world: World) -> None:
        matter = talking(world)
        move(world, matter, "dispute.oral", words="王德福赔三百", terms={"amount": 300, "made_on": DAY + timedelta(3)})

        assert (matter.state, matter.details.agreed_by) == ("performing", "oral")
        assert matter.details.resolved_on == DAY + timedelta(3)

    def test_what_the_parties_settle_alone_counts_too(self, world: World) -> None:
        matter = talking(world)
        move(world, matter, "dispute.reconcile", words="两家喝了顿酒，说开了")

        assert (matter.state, matter.details.agreed_by) == ("performing", "self")


class TestWord:
    def test_all_parties_must_say_that_it_was_kept(self, world: World) -> None:
        matter = performing(world)
        li, wang = matter.parties.order_by("id")

        move(world, matter, "dispute.word", by="linxiaohe", days=20, party=li, solved=True, satisfied=True, words="墙退回去了")
        assert matter.state == "performing"
        move(world, matter, "dispute.word", by="linxiaohe", days=21, party=wang, solved=True, satisfied=False)

        assert (matter.state, matter.solved, matter.closed_on) == ("done", True, DAY + timedelta(21))
        judgement = matter.judgements.get()
        assert (judgement.words, judgement.satisfied) == ("", False)
        check(matter)

    def test_the_one_who_settled_it_does_not_ask(self, world: World) -> None:
        matter = performing(world)

        with pytest.raises(NotNow, match="另一个人"):
            move(world, matter, "dispute.word", party=matter.parties.first(), solved=True)

    def test_another_is_asked_in_who_may_read_it_and_write_it_down(self, world: World) -> None:
        matter = performing(world)
        form = form_for(matter.table.rule("dispute.word", matter.state), matter, Scope(world.users["weichanghe"], DAY))
        assert "请别人去回访" in form.fields["solved"].help_text
        assert [key for key, _ in form.fields["solved"].choices] == ["", "no"]

        move(world, matter, "matter.join", words="去两家问问", person=world.users["guoyonggang"])
        asked = Scope(world.users["guoyonggang"], DAY)

        assert sees_file(asked, matter)
        assert len(form_for(matter.table.rule("dispute.word", matter.state), matter, asked).fields["solved"].choices) == 3
        for party in matter.parties.all():
            move(world, matter, "dispute.word", by="guoyonggang", party=party, solved=True)
        assert matter.phase == "done"
        assert not matter.handlings.filter(state="doing").exists()
        check(matter)

    def test_not_kept_opens_it_again_and_the_agreement_stands_no_more(self, world: World) -> None:
        matter = performing(world)
        move(world, matter, "dispute.word", days=20, party=matter.parties.first(), solved=False, words="一分没给")

        assert (matter.state, matter.details.resolved_on) == ("talking", None)
        assert Agreement.objects.get(matter=matter).ended_on == DAY + timedelta(20)
        check(matter)

    def test_unreached_twice_may_be_closed_without_their_word(self, world: World) -> None:
        matter = performing(world)
        for day in (20, 25):
            move(world, matter, "matter.unreachable", by="linxiaohe", days=day, words="电话没人接")
        move(world, matter, "matter.close", by="linxiaohe", days=26, words="两次都没联系上")

        assert (matter.state, matter.solved) == ("done", None)
        check(matter)

    def test_what_was_over_is_opened_again_with_the_agreement_gone(self, world: World) -> None:
        matter = performing(world)
        for party in matter.parties.all():
            move(world, matter, "dispute.word", by="linxiaohe", days=20, party=party, solved=True)
        move(world, matter, "matter.again", by="linxiaohe", days=30, words="又占回去了")

        assert (matter.state, matter.details.resolved_on, agreeing.standing(matter)) == ("talking", None, None)
        check(matter)


class TestCourt:
    def test_both_ask_within_thirty_days(self, world: World) -> None:
        matter = performing(world)

        with pytest.raises(NotNow, match="一起申请"):
            move(world, matter, "dispute.court", days=10, court="东辽县人民法院")
        with pytest.raises(NotNow, match="30 天"):
            move(world, matter, "dispute.court", days=40, court="东辽县人民法院", both=True)
        move(world, matter, "dispute.court", days=33, court="东辽县人民法院", both=True)

        assert matter.details.court_on == DAY + timedelta(33)

    def test_marriage_itself_is_not_for_the_court(self, world: World) -> None:
        matter = talking(world, details={"dispute_class": "family", "origin": "applied"})
        move(world, matter, "dispute.oral", words="不离了", terms={"status_matter": True})

        with pytest.raises(NotNow, match="身份"):
            move(world, matter, "dispute.court", days=5, court="东辽县人民法院", both=True)


class TestReminders:
    def test_the_holder_is_told_of_visits_and_of_the_courts_last_day(self, world: World) -> None:
        performing(world)

        def lines(name: str, on: date) -> list[str]:
            told = reminders(Scope(world.users[name], on), on)
            return [line.words for line in told["lines"]] if told else []

        assert lines("weichanghe", DAY + timedelta(4)) == []
        assert lines("weichanghe", date(2026, 4, 28)) == ["去回访，看协议履行了没有"]
        assert len(lines("weichanghe", date(2026, 5, 12))) == 2
        assert lines("zhouqiming", date(2026, 5, 12)) == []

    def test_after_the_court_was_asked_it_is_not_told_again(self, world: World) -> None:
        matter = performing(world)
        move(world, matter, "dispute.court", days=10, court="东辽县人民法院", both=True)

        told = reminders(Scope(world.users["weichanghe"], date(2026, 5, 12)), date(2026, 5, 12))
        assert told is not None
        assert [line.words for line in told["lines"]] == ["去回访，看协议履行了没有"]


class TestWhatNext:
    @pytest.mark.parametrize(("state", "said"), [("new", "至少两方"), ("ended", "哪条路都不拦")])
    def test_it_says_what_the_law_asks_next(self, world: World, state: str, said: str) -> None:
        assert said in disputes.what_next(state, None, None, parties=0, on=DAY)

    def test_the_courts_days_are_counted_down(self, world: World) -> None:
        matter = performing(world)

        said = disputes.what_next(matter.state, matter.details, agreeing.standing(matter), parties=2, on=DAY + timedelta(13))
        assert "还有 20 天" in said
