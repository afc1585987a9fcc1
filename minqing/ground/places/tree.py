"""The tree as it stands in the codes and names themselves: no database, no file."""

from __future__ import annotations

# GB/T 2260 (province, city, county), GB/T 10114 (township), statistical village codes: digits up to each official level.
OFFICIAL = {2: "province", 4: "city", 6: "county", 9: "township", 12: "village"}
VILLAGE_LENGTH = 12
STEP = 3
_ABOVE = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}

# Rows of the statistical list that stand where no such authority exists (市辖区 of a municipality, 省直辖县级行政区划).
NOT_SPOKEN = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")

_VILLAGE_OFFICES = ("村民委员会", "村委会", "村民委会")
_COMMUNITY_OFFICES = ("社区居民委员会", "社区居委会", "居民委员会", "居委会")


def is_code(text: str) -> bool:
    """Whether the digits could be the code of a place: 2, 4, 6, 9, 12 of them, or 12 and some whole levels of three."""
    if not (text.isascii() and text.isdigit()):
        return False
    return len(text) in OFFICIAL or (len(text) > VILLAGE_LENGTH and (len(text) - VILLAGE_LENGTH) % STEP == 0)


def lineage(code: str) -> list[str]:
    """The codes from the province down to the place itself.

    >>> lineage("220422102209001")
    ['22', '2204', '220422', '220422102', '220422102209', '220422102209001']
    """
    lengths = [length for length in OFFICIAL if length <= len(code)]
    lengths += range(VILLAGE_LENGTH + STEP, len(code) + 1, STEP)
    return [code[:length] for length in lengths]


def parent_code(code: str) -> str:
    """The code one level up; empty above a province."""
    return code[: _ABOVE.get(len(code), max(len(code) - STEP, 0))]


def spoken(names: list[str]) -> str:
    """A path said in one breath: official stopgap rows are left out, and so is a city repeated as its own county (东莞市).

    >>> spoken(["北京市", "市辖区", "东城区"])
    '北京市东城区'
    """
    said = [name for name in names if name not in NOT_SPOKEN]
    return "".join(name for before, name in zip(["", *said], said, strict=False) if name != before)


def short(name: str) -> str:
    """A village's or community's name as people say it: 村 or 社区 instead of the office's full title.

    The statistical list writes the same office in six ways. What is neither a village nor a residents' committee
    (嘎查, 农场生活区, 管委会) stays as it is.

    >>> short("根呷村民委员会"), short("红光村村民委员会"), short("东湖新城社区居民委员会"), short("镇东居委会")
    ('根呷村', '红光村', '东湖新城社区', '镇东社区')
    """
    for offices, kind in ((_VILLAGE_OFFICES, "村"), (_COMMUNITY_OFFICES, "社区")):
        for office in offices:
            stem = name.removesuffix(office)
            if stem and stem != name:
                return stem if stem.endswith((kind, "社区", "嘎查")) else stem + kind
    return name
