"""How a local model is to be computed."""

from dataclasses import dataclass
from pathlib import Path

from scotoma.errors import UsageError

__all__ = ["DTYPES", "ModelOptions", "check_options"]

DTYPES = ("auto", "float32", "bfloat16", "float16")


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How a local model is to be computed; models that compute nothing take no notice.

    `device` is "auto" (a GPU where there is one), "cpu" or any name torch knows ("cuda:1", "mps"). `dtype` "auto" is
    float32 on a CPU and the checkpoint's own elsewhere. `attention` is one of transformers' implementations ("sdpa",
    "eager", "flash_attention_2"), the fastest that is there by default. `chat_template` is a file with a Jinja template
    instead of the checkpoint's own.
    """

    device: str = "auto"
    dtype: str = "auto"
    batch_size: int | None = None
    attention: str | None = None
    chat_template: Path | None = None


def check_options(options: ModelOptions) -> None:
    """Refuse what exists on no machine.

    Raises:
        UsageError: an unknown dtype, a batch size below 1, or a chat template that is not there.
    """
    if options.dtype not in DTYPES:
        raise UsageError(f"No dtype is called {options.dtype!r}. Known: {', '.join(DTYPES)}.")
    if options.batch_size is not None and options.batch_size < 1:
        raise UsageError(f"The batch size is {options.batch_size}; it must be at least 1.")
    if options.chat_template is not None and not options.chat_template.is_file():
        raise UsageError(f"There is no chat template {options.chat_template}. Give a file with a Jinja template.")
