"""The table of doors: every address of the house, what it names, and to whom it opens.

A new route fails `test_the_table_knows_every_route` until it stands in `DOORS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.urls.resolvers import URLPattern, URLResolver

# The styleguide stands only where the demo does.
NOT_HERE = {"styleguide"}
FIGURE, LEDGER, BRIEF, TOKEN = "visit.households", "households", "month", "no-token"


@dataclass(frozen=True)
class Door:
    """What an address names, in the order of its arguments: words of `Full.records`, or with a `=` a plain word.

    `signed_in` False: opens to a stranger. `right` False: opens to whoever is signed in, and shows what their scope holds.
    `own` True: the record is one person's own and exists for nobody else, whatever their rights.
    `names` tells whether the address names a record or a place, which must not exist for the neighbour.
    """

    args: tuple[str, ...] = ()
    signed_in: bool = True
    right: bool = True
    own: bool = False

    @property
    def names(self) -> bool:
        return self.signed_in and any(not word.startswith("=") for word in self.args)


def _of(*args: str) -> Door:
    return Door(args)


def _own(*args: str) -> Door:
    return Door(args, right=False, own=True)


LISTED, ANYBODY, STRANGER = Door(), Door(right=False), Door(signed_in=False)
VILLAGE = Door(("place",), signed_in=False)
ROOM = Door((f"={TOKEN}",), signed_in=False)
DOORS: dict[str, list[Door]] = {
    "home": [ANYBODY],
    "today": [ANYBODY],
    "me": [ANYBODY],
    "change-password": [ANYBODY],
    "search": [ANYBODY],
    "sign-out": [ANYBODY],
    "sign-in": [STRANGER],
    "suggest": [STRANGER],
    "territory": [LISTED],
    "place": [_of("place")],
    "place-open": [_of("place")],
    "place-rename": [_of("place")],
    "staff": [LISTED],
    "staff-new": [LISTED],
    "staff-person": [_of("user")],
    "staff-post": [_of("user")],
    "staff-password": [_of("user")],
    "staff-leave": [_of("posting")],
    "roles": [LISTED],
    "role": [_of("=village")],
    "role-new": [LISTED],
    "suggestion": [Door(("suggestion",), signed_in=False)],
    "my-suggestions": [ANYBODY],
    "matters:hand-over": [_of("user")],
    "suggestions": [LISTED],
    "suggestion-answer": [_of("suggestion")],
    "notices:list": [ANYBODY],
    "notices:read-all": [ANYBODY],
    "notices:settings": [ANYBODY],
    "notices:add-channel": [ANYBODY],
    "notices:open": [_own("notice")],
    "notices:channel": [_own("channel")],
    "notices:try-channel": [_own("channel")],
    "notices:drop-channel": [_own("channel")],
    "people:list": [LISTED],
    "people:open": [LISTED],
    "people:twice": [LISTED],
    "people:import": [LISTED],
    "people:confirm-import": [LISTED],
    "people:imported": [_of("import")],
    "people:import-problems": [_of("import")],
    "people:page": [_of("home")],
    "people:change": [_of("home")],
    "people:move-out": [_of("home")],
    "people:restore-household": [_of("home")],
    "people:join": [_of("home")],
    "people:split": [_of("home")],
    "people:household-number": [_of("home")],
    "people:enter-group": [_of("home")],
    "people:change-resident": [_of("resident")],
    "people:leave": [_of("resident")],
    "people:restore": [_of("resident")],
    "people:number": [_of("resident")],
    "people:leave-group": [_of("span")],
    "people:enterprises": [LISTED],
    "people:open-enterprise": [LISTED],
    "people:enterprise": [_of("enterprise")],
    "people:change-enterprise": [_of("enterprise")],
    "people:close-enterprise": [_of("enterprise")],
    "people:enterprise-number": [_of("enterprise")],
    "visits:list": [LISTED],
    "visits:page": [_of("visit")],
    "visits:correction": [_of("visit")],
    "visits:promises": [LISTED],
    "visits:keep-promise": [_of("promise")],
    "visits:release-promise": [_of("promise")],
    "visits:take-back-promise": [_of("promise")],
    "visits:postpone-promise": [_of("promise")],
    "visits:drop-call": [_of("visit", "call")],
    "visits:drop-quantity": [_of("visit", "quantity")],
    "visits:drop-promise": [_of("visit", "promise")],
    "visits:unseen": [LISTED],
    "matters:list": [LISTED],
    "matters:new": [LISTED],
    "matters:wishes": [LISTED],
    "matters:my-skills": [LISTED],
    "matters:thanks": [_of("wish")],
    "matters:thanks-seen": [_of("wish")],
    "matters:wish-rule": [LISTED],
    "matters:wish-rule-end": [_of("=1")],
    "matters:page": [_of("need"), _of("wish")],
    "matters:receipt": [_of("need"), _of("wish")],
    "matters:move": [_of("need", "=matter.accept"), _of("need", "=matter.drop"), _of("wish", "=wish.claim"), _of("wish", "=matter.drop")],
    "matters:reveal": [_of("need"), _of("wish")],
    "matters:form": [_of("need", "=matter.accept")],
    "matters:more": [_of("need")],
    "matters:kinds": [LISTED],
    "matters:kind": [_of("=need")],
    "matters:old": [LISTED],
    "matters:rules": [LISTED],
    "matters:rules-calendar": [LISTED],
    "matters:rule-new": [_of("=deadline")],
    "matters:rule": [_of("=deadline", "=1")],
    "matters:rule-end": [_of("=deadline", "=1")],
    "matters:rule-confirm": [_of("=deadline", "=1")],
    "matters:monitor-sweep": [LISTED],
    "matters:monitor-lead": [_of("home")],
    "matters:monitor-doubts": [LISTED],
    "matters:monitor-rules": [LISTED],
    "matters:monitor-rule-add": [_of("=order")],
    "matters:monitor-rule-end": [_of("=order", "=1")],
    "matters:monitor-income": [_of("monitor")],
    "matters:monitor-sums": [_of("monitor")],
    "matters:monitor-members": [_of("monitor")],
    "briefs:monitor-notice": [_of("monitor", "put_up")],
    "matters:photos": [_of("need")],
    "matters:photo": [_of("need", "photo")],
    "matters:party_phone": [_of("dispute", "party")],
    "matters:projects": [LISTED],
    "matters:publicity": [_of("project")],
    "matters:pace-rules": [LISTED],
    "matters:consult": [_of("hazard")],
    "matters:consult-sign": [_of("hazard", "round", "=property")],
    "matters:hazard-photos": [_of("hazard")],
    "matters:safety-rules": [LISTED],
    "matters:safety-rule-add": [_of("=code")],
    "matters:safety-rule-end": [_of("=code", "=1")],
    "matters:needs-lists": [LISTED],
    "matters:needs-list": [_of("home")],
    "matters:needs-paper": [_of("home")],
    "matters:needs-add": [_of("home")],
    "matters:needs-end": [_of("item", "=done"), _of("item", "=strike")],
    "matters:needs-open": [_of("item")],
    "briefs:consultation": [_of("hazard", "round")],
    "briefs:mediation": [_of("dispute", "=file")],
    "mediation:desk_say": [_of("dispute")],
    "mediation:desk_lines": [_of("dispute")],
    "mediation:desk_file": [_of("dispute", "room_file")],
    "mediation:slip": [_of("dispute", "party")],
    "mediation:room": [ROOM],
    "mediation:lines": [ROOM],
    "mediation:say": [ROOM],
    "mediation:confirm": [ROOM],
    "mediation:word": [ROOM],
    "mediation:photo": [Door((f"={TOKEN}", "photo"), signed_in=False)],
    "mediation:file": [Door((f"={TOKEN}", "room_file"), signed_in=False)],
    "figures:board": [LISTED],
    "figures:board-sheet": [LISTED],
    "figures:below": [LISTED],
    "figures:rows-sheet": [_of(f"={FIGURE}")],
    "figures:figure": [_of(f"={FIGURE}")],
    "triage:hotspots": [LISTED],
    "triage:opening": [LISTED],
    "triage:same": [_of("need")],
    "triage:take": [_of("need")],
    "proposals:note": [LISTED],
    "proposals:reading": [LISTED],
    "proposals:decision": [_of("proposal")],
    "proposals:homes": [_of("visit")],
    "tables:list": [LISTED],
    "tables:prepared": [_own("prepared")],
    "tables:export": [_of(f"={LEDGER}")],
    "tables:export-full": [_of(f"={LEDGER}")],
    "briefs:list": [LISTED],
    "briefs:page": [_of(f"={BRIEF}")],
    "briefs:make": [_of(f"={BRIEF}")],
    "open311:about": [STRANGER],
    "open311:keys": [LISTED],
    "open311:revoke": [_of("api_key")],
    "open311:root": [STRANGER],
    "open311:discovery": [Door(("=json",), signed_in=False)],
    "open311:services": [Door(("=json",), signed_in=False)],
    "open311:definition": [Door(("=need.food", "=json"), signed_in=False)],
    "open311:requests": [Door(("=json",), signed_in=False)],
    "open311:request": [Door(("need", "=json"), signed_in=False)],
    "open311:token": [Door((f"={TOKEN}", "=json"), signed_in=False)],
    "open311:nothing": [Door(("=nothing", "=json"), signed_in=False)],
    "open311:nothing-plain": [Door(("=nothing",), signed_in=False)],
    "portal:find": [STRANGER],
    "portal:said": [STRANGER],
    "portal:village": [VILLAGE],
    "portal:wishes": [VILLAGE],
    "portal:ask": [Door(("place", "=need"), signed_in=False)],
    "portal:kept": [Door(("place", f"={TOKEN}"), signed_in=False)],
    "portal:follow": [VILLAGE],
    "portal:answer": [VILLAGE],
    "portal:letters": [Door(("=large",), signed_in=False)],
    "portal:tray": [LISTED],
    "portal:slip": [VILLAGE],
    "portal:leave": [VILLAGE],
    "portal:photo": [Door(("place", "photo"), signed_in=False)],
    "portal:add": [VILLAGE],
    "portal:again": [VILLAGE],
    "portal:withdraw": [VILLAGE],
    "portal:paper": [_of("place")],
    "portal:poster": [_of("place")],
    "portal:poster-pdf": [_of("place")],
    "portal:poster-png": [_of("place")],
}  # fmt: skip


def routes(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of every address of the project, with their namespaces."""
    for found in resolver.url_patterns:
        if isinstance(found, URLPattern):
            yield f"{space}{found.name}"
        else:
            yield from routes(found, f"{space}{found.namespace}:" if found.namespace else space)


def address(name: str, door: Door, records: dict[str, Any]) -> str:
    return reverse(name, args=[word[1:] if word.startswith("=") else records[word] for word in door.args])


def every(*, names: bool = False) -> Iterator[tuple[str, Door]]:
    return ((name, door) for name, doors in DOORS.items() for door in doors if door.names or not names)


def inside() -> Iterator[tuple[str, Door]]:
    """The doors that ask who one is, without the one that leads out."""
    return ((name, door) for name, door in every() if door.signed_in and name != "sign-out")
