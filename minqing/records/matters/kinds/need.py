"""A need (急难愁盼): somebody lacks or asks for something that takes handling (MECHANISMS.md D1)."""

from minqing.records.matters.kinds.moves import (
    another_asks,
    asker_judges,
    everywhere,
    not_done,
    opened_again,
    taken_and_given,
    waits_for_asker,
)
from minqing.records.matters.kinds.seats import SEATS
from minqing.records.matters.kinds.table import Column, Kind, MoveRule, State

STATES = (
    State("new", "等受理", "open"),
    State("doing", "正在办", "doing"),
    State("awaiting", "等群众补充", "waiting"),
    State("asking", "等群众回话", "waiting"),
    State("done", "办好了", "done"),
    State("dropped", "不办，已说明", "dropped"),
)

MOVES = (
    *taken_and_given("new", "doing"),
    *waits_for_asker("doing"),
    MoveRule(
        "matter.report_done", "办完了，请群众回话", ("doing",), "asking", ask="办成了什么样", main=True, tells=another_asks()
    ),
    *asker_judges("asking", "doing", "done"),
    not_done("new", "doing", "awaiting"),
    *opened_again("done", "doing", "new"),
)

COLUMNS = (
    Column("承办", "where_the_ball_is", 18),
    Column("群众回话", "answer_words", 12),
)

KIND = Kind(
    key="need", title="需求", unit="件", first="new", states=STATES, moves=MOVES, on_the_spot=("matter.accept", "matter.report_done"),
    said_to_asker="缺什么、要什么、哪里不方便，写在这里，村里派人去办；办没办好，您说了算。",
    about="群众缺什么、要什么，得有人去办；办没办好，群众说了算。", rank=10, asks="我要反映", common=everywhere, columns=COLUMNS, seats=SEATS,
)  # fmt: skip
