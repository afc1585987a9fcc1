"""Where: the jurisdiction that a client names, and the village that a request is about.

A jurisdiction is a county, township or village by its code. The program keeps no coordinates of places, so a place is named by
code or found in the words of an address.
"""

from __future__ import annotations

from minqing.faces.open311.models import ApiKey
from minqing.faces.open311.wire import Trouble
from minqing.ground.places import finding, tree
from minqing.ground.places.models import Level, Place
from minqing.ground.places.tree import VILLAGE_LENGTH

JURISDICTIONS = (6, 9, 12)
LONGEST_ADDRESS = 200
_ENDINGS = ("社区", "村", "街道", "镇", "乡")


def jurisdiction(code: str, key: ApiKey | None = None) -> Place | None:
    """The place of a jurisdiction code; None for no code. Raises Trouble(404) for what is none."""
    code = code.strip()
    if not code:
        return None
    found = _in_use(code) if len(code) in JURISDICTIONS else None
    if found is None:
        raise Trouble(404, f"jurisdiction_id「{code[:40]}」找不到，写县、乡镇或村（社区）的行政区划代码，像 220422。")
    return found


def jurisdiction_or_only(code: str, key: ApiKey | None = None) -> Place:
    """The jurisdiction named; else the key's own range; else the one county here. Raises Trouble(400) where none is meant."""
    named = jurisdiction(code)
    if named is not None:
        return named
    if key is not None:
        return key.place
    counties = list(Place.objects.at_level(Level.COUNTY).in_use()[:2])
    if len(counties) == 1:
        return counties[0]
    raise Trouble(400, "没写 jurisdiction_id，写上县、乡镇或村（社区）的行政区划代码，像 220422。")


def place_of(*, code: str, address: str, within: Place, located: bool) -> Place:
    """The village (or what lies below it) that a request is about: by code, by a village jurisdiction, by the words of the address.

    `located` is whether coordinates were sent. Raises Trouble(400) with a sentence that says what to send instead.
    """
    code, address = code.strip(), " ".join(address.split())
    if code:
        return _by_code(code, within)
    if len(within.pk) >= VILLAGE_LENGTH:
        return within
    if len(address) > LONGEST_ADDRESS:
        raise Trouble(400, f"address_string 太长了，写在 {LONGEST_ADDRESS} 字以内。")
    if address:
        return _by_words(address, within)
    if located:
        raise Trouble(
            400, "这里不存各村的坐标，光有经纬度认不出是哪个村，请加上 address_string（写明村名）或者 address_id（村的代码）。"
        )
    raise Trouble(400, "没写在哪里，用 address_string 写明村名，或者用 address_id 写村的代码。")


def _by_code(code: str, within: Place) -> Place:
    found = _in_use(code) if len(code) >= VILLAGE_LENGTH else None
    if found is None:
        raise Trouble(400, f"address_id「{code[:40]}」不是哪个村（社区）的代码，要 12 位，像 220422102209。")
    if not found.pk.startswith(within.pk):
        raise Trouble(400, f"address_id「{found.pk}」不在{within.short_name}，看看 jurisdiction_id 对不对。")
    return found


def _in_use(code: str) -> Place | None:
    if not tree.is_code(code):
        return None
    try:
        place = Place.objects.named(code)
    except Place.DoesNotExist:
        return None
    return place if place.retired_on is None else None


def _by_words(address: str, within: Place) -> Place:
    found = _named_in(address, within)
    if not found:
        codes = [hit["code"] for hit in finding.find(address, limit=50) if hit["level"] == Level.VILLAGE]
        found = list(Place.objects.within(within.pk).in_use().filter(pk__in=codes))
    if len(found) == 1:
        return found[0]
    if not found:
        raise Trouble(
            400, f"在{within.short_name}没找到「{address[:40]}」说的村（社区），写上村名，或者用 address_id 写村的代码。"
        )
    names = "、".join(sorted(Place.paths_of([place.pk for place in found[:5]]).values()))
    raise Trouble(400, f"「{address[:40]}」可能是 {len(found)} 个地方：{names}。写上乡镇，或者用 address_id 写村的代码。")


def _named_in(address: str, within: Place) -> list[Place]:
    """The villages whose name stands in the address: those named in full before those by their stem, and of several those
    whose township is named too. Two queries."""
    places = Place.objects.within(within.pk).in_use()
    villages = list(places.at_level(Level.VILLAGE))
    for spellings in (_names, _stems):
        scored = [
            (max((len(name) for name in spellings(village) if name in address), default=0), village) for village in villages
        ]
        longest = max((score for score, _ in scored), default=0)
        found = [village for score, village in scored if score == longest > 0]
        if len(found) > 1:
            towns = {
                town.pk for town in Place.objects.filter(pk__in={village.pk[:9] for village in found}) if _told(town, address)
            }
            found = [village for village in found if village.pk[:9] in towns] or found
        if found:
            return found
    return []


def _names(place: Place) -> set[str]:
    return {name for name in (place.name, place.short_name, place.former_name, tree.short(place.former_name)) if name}


def _stems(place: Place) -> set[str]:
    """The names without 村, 社区: at least two characters, or they would stand in every sentence."""
    cut = {name.removesuffix(ending) for name in _names(place) for ending in _ENDINGS if name.endswith(ending)}
    return {name for name in cut if len(name) >= 2}


def _told(place: Place, address: str) -> bool:
    return any(name in address for name in _names(place) | _stems(place))
