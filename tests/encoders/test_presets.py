"""Suspect and reference chosen together, and the thresholds that come with them."""

import pytest

from scotoma.encoders import PRESETS, Encoder, check_weights, choose_roles, load_encoder, preset_named
from scotoma.encoders.presets import thresholds_for, thresholds_note
from scotoma.errors import MissingCheckpoint, UnknownName, UsageError

PAPER = ("hf:openai/clip-vit-large-patch14", "hf:facebook/dinov2-large")


def test_without_a_choice_the_encoders_are_the_papers() -> None:
    assert choose_roles() == choose_roles("paper") == PAPER


def test_one_encoder_of_a_preset_can_be_replaced() -> None:
    assert choose_roles("toy", suspect="toy:palette") == ("toy:palette", "toy:edges")
    assert choose_roles("toy", reference="toy:thumb") == ("toy:layout", "toy:thumb")
    assert choose_roles(None, suspect="toy:palette") == ("toy:palette", PAPER[1])


def test_a_preset_of_which_nothing_is_left_is_a_conflict() -> None:
    with pytest.raises(UsageError, match="--encoders toy, --suspect and --reference together leave nothing"):
        choose_roles("toy", "toy:palette", "toy:thumb")
    assert choose_roles(None, "toy:palette", "toy:thumb") == ("toy:palette", "toy:thumb")


def test_an_unknown_preset_gets_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"No preset of encoders is named 'papre'\. Did you mean 'paper'\?"):
        preset_named("papre")
    with pytest.raises(UnknownName, match=r"Known: paper, mini, toy\."):
        choose_roles("huge")


def test_thresholds_come_with_the_encoders_whoever_named_them() -> None:
    for preset in PRESETS:
        assert thresholds_for(preset.suspect, preset.reference) == (preset.above, preset.below)
    mini = preset_named("mini")
    assert thresholds_for("mini:clip", "toy:thumb") == (mini.above, 0.6)
    assert thresholds_for("toy:thumb", "mini:dino") == (0.95, mini.below)
    assert thresholds_for("onnx:ours", "onnx:theirs") == (0.95, 0.6)


def test_it_is_said_whose_thresholds_they_are_unless_somebody_chose_them() -> None:
    said = thresholds_note("onnx:ours", "onnx:theirs", 0.95, 0.6)
    assert said == "The thresholds 0.95 and 0.6 are the paper's, made for CLIP ViT-L/14 and DINOv2 ViT-L/14."
    assert thresholds_note("mini:clip", "mini:dino", 0.123, 0.6) is None
    for preset in PRESETS:
        note = thresholds_note(preset.suspect, preset.reference, preset.above, preset.below) or ""
        assert note.startswith(f"The thresholds {preset.above:g} and {preset.below:g} are ")
        assert preset.because in note or (preset.above, preset.below) == (0.95, 0.6)


def test_each_preset_says_where_its_thresholds_come_from() -> None:
    for preset in PRESETS:
        assert -1 < preset.below < preset.above < 1
        assert preset.because
        assert preset.about


def test_all_checkpoints_that_lack_are_named_at_once_with_what_runs_instead() -> None:
    pytest.importorskip("transformers")
    with pytest.raises(MissingCheckpoint) as caught:
        check_weights(PAPER)
    said = str(caught.value)
    for repository in ("openai/clip-vit-large-patch14", "facebook/dinov2-large"):
        assert f"'hf download {repository} --local-dir {repository.split('/')[1]}'" in said
    assert "HF_HUB_OFFLINE is set" in said
    assert "'--encoders mini' takes two small ones that are built in and need no network." in said


def test_only_the_paper_is_answered_with_another_preset() -> None:
    pytest.importorskip("transformers")
    with pytest.raises(MissingCheckpoint) as caught:
        check_weights(["hf:nobody/no-such-encoder", "toy:edges"])
    assert "mini" not in str(caught.value)


def test_a_name_that_nobody_has_is_said_before_any_weights_are_looked_for() -> None:
    for name, nearest in (("toy:palete", "toy:palette"), ("openai/clip-vit-large-patch14", f"{PAPER[0]}")):
        with pytest.raises(UnknownName, match=f"Did you mean '{nearest}'"):
            check_weights([name, PAPER[1]])


def test_encoders_of_other_kinds_are_not_looked_for() -> None:
    check_weights(["toy:edges", "onnx:nowhere", "hf:./nowhere"])


def test_the_weightless_preset_loads() -> None:
    toy = preset_named("toy")
    for name in (toy.suspect, toy.reference):
        assert isinstance(load_encoder(name), Encoder)
