"""Image and text encoders behind one protocol: names, loading, preprocessing."""

from scotoma.encoders.loading import EncoderName, encoder_names, load_encoder
from scotoma.encoders.preprocessing import prepare
from scotoma.encoders.protocol import Encoder, EncoderFacts, Preprocessing

__all__ = ["Encoder", "EncoderFacts", "EncoderName", "Preprocessing", "encoder_names", "load_encoder", "prepare"]
