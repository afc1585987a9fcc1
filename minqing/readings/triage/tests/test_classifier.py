"""What the classifier learns, when it speaks, and what it reads from a file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from minqing.readings.triage.tests.making import requests
from minqing.readings.triage.texts import features, joined, tidy

np = pytest.importorskip("numpy")
pytest.importorskip("rjieba")
pytest.importorskip("sklearn")
classifier = pytest.importorskip("minqing.readings.triage.classifier")
training = pytest.importorskip("minqing.readings.triage.training")


@pytest.fixture(scope="module")
def trained() -> Any:
    texts, labels = zip(*requests(200), strict=True)
    return training.train(texts, labels)


class TestTexts:
    def test_numbers_are_all_alike_and_traditional_characters_are_simple(self):
        assert tidy("電話 139 0000  0001\n找我") == "电话 0 0 0 找我"

    def test_a_subject_that_the_text_repeats_counts_once(self):
        assert joined("路坏了", "路坏了，快修") == "路坏了，快修"
        assert joined("路坏了", "车过不去") == "路坏了 车过不去"

    def test_an_empty_text_has_no_features(self):
        assert not any(features("").values())


class TestTrain:
    def test_it_sorts_what_it_has_not_seen(self, trained):
        model, measured = trained
        assert measured.macro_f1 > 0.8
        assert model.guess("东头的路坑坑洼洼，骑车过不去").label == "transport"
        assert model.guess("老人的药卫生室没有").label == "medical"

    def test_probabilities_add_up_to_one(self, trained):
        shares = [share for _, share in trained[0].likely("垃圾没人拉")]
        assert sum(shares) == pytest.approx(1, abs=1e-5)
        assert shares == sorted(shares, reverse=True)

    def test_it_is_silent_about_what_it_knows_nothing_of(self, trained):
        assert not trained[0].guess("zzzz").speaks
        assert not trained[0].guess("").speaks

    def test_near_duplicates_lie_in_one_fold(self):
        texts = ["村部东边的路坑坑洼洼，下雨车过不去", "村部东边的路坑坑洼洼，下雨车过不去了", "二社的药断了"] * 2
        groups = training.same_texts(training.Counts(texts))
        assert groups[0] == groups[1] == groups[3]
        assert groups[0] != groups[2]

    def test_it_promises_nothing_where_labels_are_noise(self):
        texts, labels = zip(*requests(200, wrong=0.75), strict=True)
        _, measured = training.train(texts, labels)
        assert measured.coverage < 0.2
        assert not measured.coverage or measured.right >= training.RIGHT

    def test_what_it_says_of_slips_is_right_as_often_as_promised(self):
        texts, labels = zip(*requests(240, wrong=0.04), strict=True)
        _, measured = training.train(texts, labels)
        assert measured.right >= training.RIGHT or measured.threshold > 1

    def test_too_few_examples_are_refused_with_their_number(self):
        with pytest.raises(training.TooFew, match="只有 20 件"):
            training.train(*zip(*requests(20), strict=True))

    def test_a_rare_label_counts_as_wrong_instead_of_vanishing(self):
        texts, labels = zip(*requests(120), strict=True)
        model, measured = training.train([*texts, "想学唱戏", "想找人拍照"], [*labels, "other", "other"])
        assert "other" not in model.labels
        assert measured.examples == 122
        assert measured.accuracy < 1


class TestThreshold:
    def test_it_is_the_lowest_from_which_on_enough_are_right(self):
        confidence = np.linspace(1, 0, 1000)
        right = np.ones(1000, dtype=bool)
        right[600:] = False
        threshold = training.choose_threshold(confidence, right)
        spoken = confidence >= threshold
        assert right[spoken].mean() >= training.RIGHT
        assert spoken.mean() > 0.6

    def test_a_lucky_few_are_not_enough(self):
        assert training.choose_threshold(np.array([0.9, 0.8, 0.7]), np.array([True, True, True])) > 1

    def test_of_equal_probabilities_all_are_spoken_or_none(self):
        confidence = np.array([0.9] * 200 + [0.8] * 100)
        right = np.array([True] * 200 + [True] * 20 + [False] * 80)
        assert training.choose_threshold(confidence, right) == 0.9

    def test_an_easy_label_lends_nothing_to_one_that_is_guessed(self):
        said = np.array(["medical"] * 900 + ["housing"] * 60)
        confidence = np.concatenate([np.linspace(1, 0.9, 900), np.linspace(0.89, 0.75, 60)])
        right = np.array([True] * 900 + [True, True, False] * 20)
        assert training.choose_threshold(confidence, right) < 0.8
        chosen = training.choose_thresholds(confidence, right, said, ["housing", "medical"])
        assert chosen["housing"] > 1
        assert chosen["medical"] <= 0.9

    def test_a_guess_little_better_than_none_is_not_said_however_easy_the_rest_was(self):
        confidence, right = np.linspace(1, 0.3, 400), np.ones(400, dtype=bool)
        chosen = training.choose_thresholds(confidence, right, np.array(["housing"] * 400), ["housing"])
        assert chosen == {"housing": training.LEAST}

    def test_each_label_is_spoken_from_its_own_threshold_on(self, trained):
        model, measured = trained
        guess = model.guess("东头的路坑坑洼洼，骑车过不去")
        assert guess.speaks
        at = model.labels.index(guess.label)
        higher = [*model.thresholds[:at], 1.01, *model.thresholds[at + 1 :]]
        assert not replace(model, thresholds=higher).guess("东头的路坑坑洼洼，骑车过不去").speaks
        assert measured.threshold == min(model.thresholds)


class TestFile:
    def test_a_file_of_before_has_one_threshold_for_all(self, trained, tmp_path: Path):
        model, _ = trained
        model.save(tmp_path / "model.npz")
        with np.load(tmp_path / "model.npz") as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(arrays["about"].tobytes())
        about["threshold"] = about.pop("thresholds")[0]
        arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
        np.savez_compressed(tmp_path / "old.npz", **arrays)
        assert classifier.load(tmp_path / "old.npz").thresholds == [about["threshold"]] * len(model.labels)

    def test_it_says_the_same_after_saving_and_loading(self, trained, tmp_path: Path):
        model, _ = trained
        model.save(tmp_path / "model.npz")
        again = classifier.load(tmp_path / "model.npz")
        for text, _ in requests(20, seed=9):
            assert again.guess(text).label == model.guess(text).label
            assert again.guess(text).probability == pytest.approx(model.guess(text).probability, abs=1e-5)
        assert [path.name for path in tmp_path.iterdir()] == ["model.npz"]

    def test_it_refuses_objects_and_rubbish(self, tmp_path: Path):
        path = tmp_path / "model.npz"
        np.savez(path, about=np.array([{"format": 1}], dtype=object))
        with pytest.raises(classifier.NotAModel):
            classifier.load(path)
        path.write_bytes(b"PK\x03\x04 nothing")
        with pytest.raises(classifier.NotAModel):
            classifier.load(path)

    def test_it_refuses_another_version(self, trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(classifier, "FORMAT", 99)
        trained[0].save(tmp_path / "model.npz")
        monkeypatch.setattr(classifier, "FORMAT", 1)
        with pytest.raises(classifier.NotAModel):
            classifier.load(tmp_path / "model.npz")
