"""The roles that a new installation starts with. The county edits them; no code asks for a role's key."""

SEE = ["household.see", "visit.see", "matter.see", "figure.see", "ledger.see", "place.see"]
HOUSEHOLDS = [
    "household.open", "household.change", "household.move_out", "household.import", "resident.join", "resident.change", "resident.leave",
    "group.enter", "group.leave", "number.reveal",
]  # fmt: skip
DIARY = ["visit.record", "promise.keep", "promise.release"]
HANDLE = [
    "matter.open", "matter.accept", "matter.join", "matter.handle", "matter.return", "matter.escalate", "matter.report_done", "matter.answer",
    "matter.reopen", "matter.unreachable", "matter.close", "matter.drop", "matter.again", "wish.publish", "wish.claim", "wish.let_go",
]  # fmt: skip
DIRECT = ["matter.assign", "matter.urge"]
PAPER = ["ledger.export", "brief.make"]
PLACES = ["place.open", "place.rename", "place.retire"]

ROLES = (
    ("village", "村（社区）工作人员", [*SEE, *HOUSEHOLDS, *DIARY, *HANDLE, "matter.assign", *PAPER]),
    (
        "clerk",
        "乡镇（街道）办事员",
        [*SEE, *HOUSEHOLDS, *DIARY, *HANDLE, *DIRECT, *PAPER, *PLACES, "ledger.export_full", "open311.send"],
    ),
    ("county", "县里部门", [*SEE, *HANDLE, *DIRECT, *PAPER, "suggestion.see", "ledger.export_full", "open311.send"]),
    ("member", "党员、志愿者", ["wish.claim", "wish.let_go", "matter.handle", "matter.report_done"]),
    ("admin", "系统管理员", ["staff.manage", "role.change", "open311.manage", "suggestion.see", "place.see", *PLACES]),
)
