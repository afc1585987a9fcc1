"""Verbs of the staff room."""

from minqing.ground.journal.verbs import Verb

VERBS = (
    Verb("staff.sign_in", "登录了"),
    Verb("staff.sign_out", "退出了"),
    Verb("staff.post", "安排了岗位"),
    Verb("staff.leave", "结束了岗位"),
    Verb("staff.manage", "管理了人员和岗位"),
    Verb("role.change", "改了角色的权限"),
    Verb("suggestion.see", "看了意见"),
    Verb("place.see", "看了村情"),
)

FAMILIES = {"staff": "人员和岗位", "role": "角色", "suggestion": "意见"}
