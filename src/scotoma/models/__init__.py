"""Who can be asked beyond the providers that inspect_ai has: local models, mixtures, saved answers, toys."""

from scotoma.models.names import ModelName, inspect_name, load_model, model_names
from scotoma.models.protocol import Generated, ImageTextModel, Prompt, Settings

__all__ = [
    "Generated",
    "ImageTextModel",
    "ModelName",
    "Prompt",
    "Settings",
    "inspect_name",
    "load_model",
    "model_names",
]
