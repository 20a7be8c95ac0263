"""Image and text encoders behind one protocol: names, loading, preprocessing."""

from scotoma.encoders.loading import EncoderName, encoder_names, load_encoder
from scotoma.encoders.preprocessing import prepare
from scotoma.encoders.presets import (
    PRESETS,
    Preset,
    check_weights,
    choose_roles,
    preset_named,
    thresholds_for,
    thresholds_note,
)
from scotoma.encoders.protocol import Encoder, EncoderFacts, Preprocessing

__all__ = [
    "PRESETS",
    "Encoder",
    "EncoderFacts",
    "EncoderName",
    "Preprocessing",
    "Preset",
    "check_weights",
    "choose_roles",
    "encoder_names",
    "load_encoder",
    "prepare",
    "preset_named",
    "thresholds_for",
    "thresholds_note",
]
