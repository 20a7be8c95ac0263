import pytest

from scotoma.encoders import encoder_names, load_encoder
from scotoma.errors import UnknownName, UsageError


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("toy:layuot", "No encoder is named 'toy:layuot'. Did you mean 'toy:layout'"),
        ("layout", "No encoder is named 'layout'. Did you mean 'toy:layout'"),
        ("openai/clip-vit-base-patch32", "its kind is missing. Did you mean 'hf:openai/clip-vit-base-patch32'?"),
        (
            "clip",
            "No encoder is named 'clip'. An encoder's name begins with its kind: hf:, mini:, onnx:, openclip:, timm:",
        ),
        ("toy:", "No encoder is named 'toy:'. Did you mean 'toy:"),
        ("hugging:openai/clip-vit-base-patch32", "An encoder's name begins with its kind"),
        ("opneclip:ViT-B-32/openai", "Did you mean 'openclip:ViT-B-32/openai'?"),
        ("", "No encoder is named ''. An encoder's name begins with its kind"),
    ],
)
def test_an_unknown_name_is_told_what_was_probably_meant(name: str, message: str) -> None:
    with pytest.raises(UnknownName) as caught:
        load_encoder(name)
    assert message in str(caught.value)


def test_every_kind_is_listed_with_one_line_on_what_it_is() -> None:
    listed = {each.name: each.about for each in encoder_names()}
    assert {"hf:REPO_OR_FOLDER", "openclip:ARCH/PRETRAINED_OR_FILE", "timm:NAME", "onnx:FOLDER"} <= set(listed)
    assert {"toy:edges", "toy:layout", "toy:palette", "toy:thumb"} <= set(listed)
    assert all(about and "\n" not in about for about in listed.values())


def test_a_listed_weightless_name_loads() -> None:
    for each in encoder_names():
        if each.name.startswith("toy:"):
            assert load_encoder(each.name).facts.name == each.name


def test_the_batch_size_can_be_set() -> None:
    assert load_encoder("toy:thumb", batch_size=7).batch_size == 7
    with pytest.raises(UsageError, match="The batch size is 0; it must be at least 1"):
        load_encoder("toy:thumb", batch_size=0)
