"""The groups in need, in the words of the ledgers (MECHANISMS.md B2; definitions in RULES.md 2.3).

A group is a word on a span with days, never a rank. `SENSITIVE` groups are hidden from whoever may not open the household.
"""

GROUPS: tuple[str, ...] = (
    "低保", "低保边缘", "特困供养", "残疾", "独居老人", "留守儿童", "留守老人", "脱贫户", "监测对象", "脱贫不稳定户", "边缘易致贫户",
    "突发严重困难户", "退役军人", "党员", "困难党员", "三老干部", "致富带头人", "人户分离",
)  # fmt: skip

# A class of monitored household also counts under its whole, a member in hardship also as a member.
INCLUDED_IN = {"脱贫不稳定户": "监测对象", "边缘易致贫户": "监测对象", "突发严重困难户": "监测对象", "困难党员": "党员"}

# Whom to call on before others; the days between visits are a dated rule (`VisitRhythm`), not a constant.
KEY_GROUPS: tuple[str, ...] = ("监测对象", "独居老人", "留守儿童", "留守老人", "特困供养", "低保", "残疾", "脱贫户", "困难党员")

# Groups whose beginning a ledger's column 享受时间 or 纳入时间 tells. Nobody becomes a veteran on the day support begins.
SUPPORTED: frozenset[str] = frozenset(
    {"低保", "低保边缘", "特困供养", "脱贫户", "监测对象", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户"}
)
