"""House rules that no linter holds."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from minqing.ground.journal import verbs
from minqing.ground.staff.first_roles import ROLES
from minqing.lib.fields import CodeField
from minqing.readings.figures.catalogue import FIGURES
from minqing.records.matters.kinds import KINDS, PHASES

ROOT = Path(__file__).resolve().parent.parent
OURS = [config for config in apps.get_app_configs() if config.name.startswith("minqing.")]
STAGES = ("lib", "ground", "records", "readings", "ledgers", "faces")
ORDER = {"ground": ("journal", "places", "staff", "notices"), "records": ("people", "visits", "matters")}


def sources(folder: str = "minqing") -> Iterator[Path]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        if not {"migrations", "tests"} & set(path.parts):
            yield path


def height(app: str) -> tuple[int, int]:
    stage, room = app.split(".")[1:3]
    rooms = ORDER.get(stage, ())
    return STAGES.index(stage), rooms.index(room) if room in rooms else 0


class TestFilesAndFunctions:
    def test_no_file_over_400_lines(self):
        long = {str(path): lines for path in sources() if (lines := len(path.read_text().splitlines())) > 400}
        assert not long

    def test_no_function_over_50_lines(self):
        long = []
        for path in sources():
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50:
                    long.append(f"{path.name}:{node.name}")
        assert not long

    def test_a_day_without_its_year_is_said_by_one_function(self):
        """`lib.days.in_words` adds the year of a day that is not of this one; the demo's stories tell of the day they are on."""
        bare = re.compile(r"(?<!年)\{[^{}]*\.month\}月\{[^{}]*\.day\}日|%-?m月|(?<!Y年)n月j日")
        files = [*sources(), *(ROOT / "minqing").rglob("*.html")]
        theirs = [path for path in files if path.name != "days.py" and "stories" not in path.parts]
        assert not [str(path) for path in theirs if bare.search(path.read_text())]

    def test_no_attic_names(self):
        names = {"utils", "helpers", "common", "core", "services", "misc"}
        assert not [path for path in sources() if names & {path.stem, *path.parts}]


class TestModels:
    def test_foreign_keys_point_down_or_stay_in_the_room(self):
        up = []
        for config in OURS:
            for model in config.get_models():
                for field in model._meta.get_fields():
                    if isinstance(field, models.ForeignKey) and field.related_model._meta.app_config.name.startswith("minqing."):
                        target = field.related_model._meta.app_config.name
                        if height(target) > height(config.name):
                            up.append(f"{model.__name__}.{field.name}")
        assert not up

    def test_every_code_column_is_a_code_field(self):
        wrong = []
        for config in OURS:
            for model in config.get_models():
                for field in model._meta.local_fields:
                    if field.name in ("code", "county", "region", "place_code") and not isinstance(field, CodeField):
                        wrong.append(f"{model.__name__}.{field.name}")
        assert not wrong

    def test_every_placed_record_has_its_county(self):
        placed = [
            model for config in OURS for model in config.get_models()
            if any(field.name == "place" and isinstance(field, models.ForeignKey) for field in model._meta.local_fields)
        ]  # fmt: skip
        assert placed
        assert not [model.__name__ for model in placed if not any(field.name == "county" for field in model._meta.local_fields)]

    def test_nothing_is_ordered_by_default(self):
        for config in OURS:
            for model in config.get_models():
                assert not model._meta.ordering, model.__name__


class TestVerbs:
    def test_every_verb_that_a_role_holds_is_declared(self):
        held = {verb for _, _, listed in ROLES for verb in listed}
        assert held <= set(verbs.registered), held - set(verbs.registered)

    def test_every_move_of_every_kind_is_a_declared_verb(self):
        moves = {rule.key for kind in KINDS.values() for rule in kind.moves}
        assert moves <= set(verbs.registered)

    def test_every_noted_verb_is_declared_and_every_follow_up_has_a_task(self):
        noted = set()
        for path in sources():
            noted |= set(re.findall(r"\bnote\(\s*\"([a-z_.]+)\"", path.read_text()))
        assert noted
        assert noted <= set(verbs.registered), noted - set(verbs.registered)
        assert {task for tasks in verbs.follow_ups.values() for task in tasks} <= set(verbs.tasks)

    def test_every_view_right_is_declared(self):
        asked = set()
        for path in sources():
            for call in re.findall(r"@may\(([^)]*)\)", path.read_text()):
                asked |= set(re.findall(r'"([a-z_.]+)"', call))
        assert asked
        assert asked <= set(verbs.registered), asked - set(verbs.registered)


class TestKinds:
    @pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
    def test_every_state_is_reached_and_only_an_end_stands_still(self, kind):
        reached = {kind.first}
        while True:
            further = {rule.to for rule in kind.moves if rule.to and reached & set(rule.from_)} - reached
            if not further:
                break
            reached |= further
        assert reached == {state.key for state in kind.states if not state.retired}
        for state in kind.states:
            assert state.phase in PHASES
            assert any(rule.to and rule.to != state.key for rule in kind.moves_from(state.key))


class TestFigures:
    def test_every_figure_says_what_it_is(self):
        for key, figure in FIGURES.items():
            assert figure.key == key
            assert figure.title
            assert figure.unit
            assert figure.how.endswith("。"), key
            assert figure.group

    def test_every_verb_that_moves_a_figure_is_declared(self):
        moved = {verb for figure in FIGURES.values() for verb in getattr(figure, "moved_by", ())}
        assert moved <= set(verbs.registered), moved - set(verbs.registered)


class TestStyles:
    # Django's own, and those that a template puts together from a colour.
    MADE = ("errorlist", "pace-")

    def test_every_class_is_somewhere_worn(self):
        """A name in the styles that no page, script or view says is a rule for nothing."""
        styles = "".join(path.read_text() for path in (ROOT / "frontend/src/styles").glob("*.css") if path.name != "icons.css")
        selectors = re.sub(r"\{[^{}]*\}", " ", re.sub(r"/\*.*?\*/|url\([^)]*\)", "", styles, flags=re.S))
        pages = [path for path in (ROOT / "minqing").rglob("*.html") if "built" not in path.parts]
        worn = "".join(path.read_text() for path in [*pages, *sources(), *(ROOT / "frontend/src").rglob("*.js")])
        words = set(re.findall(r"[\w-]+", worn))
        named = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", selectors))
        assert not {name for name in named - words if not name.startswith(self.MADE)}


class TestDocuments:
    def test_the_map_names_every_room(self):
        text = (ROOT / "docs" / "map.md").read_text()
        rooms = [config.name.removeprefix("minqing.").replace(".", "/") for config in OURS]
        assert not [room for room in rooms if f"`{room}/`" not in text]

    def test_the_glossary_names_every_model(self):
        text = (ROOT / "docs" / "glossary.md").read_text()
        names = [model.__name__ for config in OURS for model in config.get_models() if ".tests." not in model.__module__]
        assert not [name for name in names if f"`{name}`" not in text]

    def test_every_room_says_what_lives_in_it(self):
        for config in OURS:
            assert len((importlib.import_module(config.name).__doc__ or "").split()) > 8, config.name

    def test_nothing_names_a_machine(self):
        banned = ("/work" + "/", "/root" + "/", "registry.npm" + "js", "pypi" + ".org", "files.python" + "hosted")
        bad = []
        for folder in ("minqing", "docs", "bench", "scripts", "tests", "frontend/src"):
            for path in (ROOT / folder).rglob("*"):
                if path.suffix in {".py", ".md", ".sh", ".ts", ".js", ".html", ".css", ".json"} and "static/built" not in str(
                    path
                ):
                    bad += [str(path) for word in banned if word in path.read_text(errors="ignore")]
        assert not bad
