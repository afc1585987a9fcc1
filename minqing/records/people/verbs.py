"""Verbs of the people room."""

from minqing.ground.journal.verbs import NAMES, Verb

VERBS = (
    Verb("household.see", "看了户"),
    Verb("household.import", "导入了农户台账"),
    Verb("household.open", "立了户", NAMES),
    Verb("household.change", "改了户的资料", NAMES),
    Verb("household.move_out", "注销了户", NAMES),
    Verb("household.restore", "恢复了错注销的户", NAMES),
    Verb("resident.join", "加了家庭成员", NAMES),
    Verb("resident.change", "改了成员资料", NAMES),
    Verb("resident.leave", "减了家庭成员", NAMES),
    Verb("resident.restore", "恢复了错减的家庭成员", NAMES),
    Verb("group.enter", "列入了类别", NAMES),
    Verb("group.leave", "退出了类别", NAMES),
    Verb("enterprise.see", "看了企业"),
    Verb("enterprise.open", "登记了一家企业", NAMES),
    Verb("enterprise.change", "改了企业的资料", NAMES),
    Verb("enterprise.close", "注销了一家企业", NAMES),
    Verb("number.reveal", "看了全号", NAMES),
)

FAMILIES = {"household": "户", "resident": "家里的人", "group": "重点人群", "enterprise": "企业", "number": "身份证号、电话"}
