"""The rights of the kinds' own moves, given once to the roles that the tables name; from then on the county edits its roles."""

from __future__ import annotations

from typing import Any

from minqing.ground.staff.first_roles import ROLES
from minqing.records.matters.kinds import KINDS
from minqing.records.matters.kinds.table import HANDLERS

# Rights around the kinds that are no move of a table.
BESIDE = {
    "rule.change": ("county", "admin"), "attachment.see": HANDLERS, "attachment.add": HANDLERS, "monitor.income": ("village", "clerk"),
    "monitor.members": ("village", "clerk"), "enterprise.see": HANDLERS, "enterprise.open": HANDLERS, "enterprise.change": HANDLERS,
    "enterprise.close": HANDLERS, "consult.round": HANDLERS, "needs.add": ("village", "clerk"),
    "needs.done": ("village", "clerk"), "needs.strike": ("village", "clerk"),
}  # fmt: skip


def wanted() -> dict[str, set[str]]:
    """Verb → keys of the roles that have it from the beginning, without those that the first roles name themselves."""
    named = {verb for _, _, verbs in ROLES for verb in verbs}
    found: dict[str, set[str]] = {verb: set(roles) for verb, roles in BESIDE.items()}
    for kind in KINDS.values():
        for rule in kind.moves:
            if rule.key not in named:
                found.setdefault(rule.key, set()).update(rule.roles)
    return found


def grant(apps: Any, _: object = None) -> None:
    """Give what was never given. Fits a data migration, and runs after every migration for kinds that are new."""
    Role, GrantedRight = apps.get_model("staff", "Role"), apps.get_model("matters", "GrantedRight")
    given = set(GrantedRight.objects.values_list("verb", flat=True))
    new = {verb: roles for verb, roles in wanted().items() if verb not in given}
    roles = list(Role.objects.all()) if new else []
    if not roles:
        return
    for role in roles:
        more = [verb for verb, keys in new.items() if role.key in keys and verb not in role.verbs]
        if more:
            role.verbs = [*role.verbs, *sorted(more)]
            role.save(update_fields=["verbs"])
    GrantedRight.objects.bulk_create([GrantedRight(verb=verb) for verb in new], ignore_conflicts=True)
