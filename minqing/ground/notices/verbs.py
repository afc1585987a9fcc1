"""Verbs of the notices room: only the changes of one's own settings. Reading a notice leaves no line."""

from minqing.ground.journal.verbs import NAMES, Verb

VERBS = (
    Verb("notice.choose", "改了自己的通知设置"),
    Verb("notice.add_channel", "加了一条自己的通知渠道", NAMES),
    Verb("notice.drop_channel", "去掉了自己的通知渠道", NAMES),
)

FAMILIES = {"notice": "通知"}
