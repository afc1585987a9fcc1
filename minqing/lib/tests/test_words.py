from hypothesis import given
from hypothesis import strategies as st

from minqing.lib.words import clauses, plain, sounds, surname_of


def test_plain_text_is_simple_and_narrow() -> None:
    assert plain("到羅永壽家 送米１０斤,好!") == "到罗永寿家，送米10斤，好！"


@given(st.text(max_size=200))
def test_plain_text_keeps_the_length(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_clauses_are_cut_at_marks_and_know_their_sentence() -> None:
    text = "去了，没人。改天再去"

    assert [(text[c.start : c.end], c.sentence) for c in clauses(text)] == [("去了", 0), ("没人", 0), ("改天再去", 1)]


def test_surnames() -> None:
    assert surname_of("欧阳明月") == "欧阳"
    assert surname_of("谯玉清") == "谯"
    assert surname_of("岩温") == ""


def test_sounds_are_one_a_character() -> None:
    assert sounds("徐亚芹a") == ["xu", "ya", "qin", "a"]
