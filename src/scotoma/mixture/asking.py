"""The `mix:` models: a language model fed by several encoders, asked like any other."""

from scotoma.encoders.runtime import Options, settle
from scotoma.encoders.upstream import import_library
from scotoma.models.huggingface import BATCH_SIZE, HuggingFaceModel
from scotoma.models.huggingface_inputs import ProcessorInputs
from scotoma.models.options import ModelOptions
from scotoma.models.protocol import ImageTextModel

__all__ = ["load_mixture"]


def load_mixture(source: str, options: ModelOptions) -> ImageTextModel:
    """The mixture `mix:FOLDER`.

    Raises:
        MissingCheckpoint: there is no such folder, or a part of it is missing.
        UnsupportedCheckpoint: what is there is no mixture, or lacks parameters.
        BrokenFile: a damaged file.
        MissingExtra: torch or transformers is not installed.
        UsageError: a device that this machine lacks.
    """
    import_library("transformers", "A mixture")
    from scotoma.mixture.loading import load_mixture_model

    device = settle(Options(runtime="torch", device=options.device)).device
    dtype = "float32" if options.dtype == "auto" and device == "cpu" else options.dtype
    model, processor = load_mixture_model(source, device, dtype, attention=options.attention)
    # Answers are written on from the end of the prompt, so that is where a shorter one must end too.
    processor.tokenizer.padding_side = "left"
    if processor.tokenizer.pad_token is None:
        processor.tokenizer.pad_token = processor.tokenizer.eos_token
    template = None if options.chat_template is None else options.chat_template.read_text(encoding="utf-8")
    inputs = ProcessorInputs(processor, model.config.model_type, template)
    return HuggingFaceModel(
        f"mix:{source}", model.requires_grad_(False), inputs, processor.tokenizer, options.batch_size or BATCH_SIZE
    )
