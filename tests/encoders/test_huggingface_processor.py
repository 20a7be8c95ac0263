"""Settings as real repositories write them, old and new."""

from typing import Any

import pytest

from scotoma.encoders import Preprocessing
from scotoma.encoders.huggingface_processor import read_processor

OPENAI = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
IMAGENET = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param(
            {
                "crop_size": 224,
                "do_center_crop": True,
                "do_normalize": True,
                "do_resize": True,
                "feature_extractor_type": "CLIPFeatureExtractor",
                "image_mean": list(OPENAI[0]),
                "image_std": list(OPENAI[1]),
                "resample": 3,
                "size": 224,
            },
            Preprocessing(224, 224, "shorter", "bicubic", *OPENAI),
            id="openai/clip-vit-large-patch14",
        ),
        pytest.param(
            {
                "crop_size": {"height": 224, "width": 224},
                "do_center_crop": True,
                "do_convert_rgb": True,
                "image_mean": list(IMAGENET[0]),
                "image_processor_type": "BitImageProcessor",
                "image_std": list(IMAGENET[1]),
                "resample": 3,
                "rescale_factor": 0.00392156862745098,
                "size": {"shortest_edge": 256},
            },
            Preprocessing(224, 256, "shorter", "bicubic", *IMAGENET),
            id="facebook/dinov2-large",
        ),
        pytest.param(
            {"do_normalize": True, "feature_extractor_type": "ViTFeatureExtractor", "size": 224}
            | {"image_mean": list(IMAGENET[0]), "image_std": list(IMAGENET[1])},
            Preprocessing(224, 224, "squash", "bilinear", *IMAGENET),
            id="facebook/vit-mae-base",
        ),
        pytest.param(
            {"image_processor_type": "ConvNextImageProcessorFast", "size": {"shortest_edge": 224}, "crop_pct": 0.875},
            Preprocessing(224, 256, "shorter", "bicubic"),
            id="ConvNeXT below 384 px",
        ),
        pytest.param(
            {"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 384}},
            Preprocessing(384, 384, "squash", "bicubic"),
            id="ConvNeXT from 384 px",
        ),
        pytest.param(
            {"image_processor_type": "DeiTImageProcessor", "size": 256, "crop_size": 224},
            Preprocessing(224, 256, "squash", "bicubic"),
            id="DeiT",
        ),
        pytest.param(
            # 2 x / 255 - 1, written as a factor without normalisation: mean 0, deviation 1 of bytes / 127.5.
            {"image_processor_type": "ViTImageProcessor", "rescale_factor": 1 / 127.5, "do_normalize": False},
            Preprocessing(224, 224, "squash", "bilinear", (0.0, 0.0, 0.0), (0.5, 0.5, 0.5)),
            id="another factor",
        ),
        pytest.param(
            {"image_processor_type": "ViTImageProcessor", "do_rescale": False, "image_mean": 127.5, "image_std": 51},
            Preprocessing(224, 224, "squash", "bilinear", (0.5, 0.5, 0.5), (0.2, 0.2, 0.2)),
            id="bytes, one number for the three channels",
        ),
    ],
)
def test_settings_become_the_preprocessing_they_stand_for(settings: dict[str, Any], expected: Preprocessing) -> None:
    assert read_processor(settings, "here") == expected
