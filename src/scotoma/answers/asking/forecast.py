"""What asking will take: requests, tokens, and money where the price is known."""

import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scotoma.answers.asking.settings import Model, Prices
from scotoma.answers.controls import Picture, Request
from scotoma.answers.records import Answer

__all__ = ["Forecast", "forecast", "known_prices"]

# Of English prompts, with the words of a chat template: what OpenAI's and Llama's tokenizers make of MMVP's questions.
CHARACTERS_A_TOKEN = 3.5
TEMPLATE_TOKENS = 12

# An image is counted as one token for each 28 by 28 px, as Qwen-VL does, within the bounds below. Providers differ by
# a factor of three either way (LLaVA-1.5: always 576; GPT-4o: 255 for 224 px): a forecast, not a bill.
SIDE_OF_A_TOKEN_PX = 28
IMAGE_TOKENS = (64, 1600)

# Before anything was answered. "letter" asks for one; the paper's prompt gets a sentence or two.
OUTPUT_TOKENS = {"mmvp": 60}
OTHERWISE = 10


@dataclass(frozen=True, slots=True)
class Forecast:
    """The requests that are still to be made, and what they will take; `usd` is None where no price is known."""

    requests: int
    input_tokens: int
    output_tokens: int
    usd: float | None

    def in_words(self) -> str:
        """The forecast in a sentence."""
        money = "price unknown" if self.usd is None else f"about ${self.usd:,.2f}"
        tokens = f"about {self.input_tokens:,} tokens in and {self.output_tokens:,} out"
        return f"{self.requests:,} requests to make, {tokens}, {money}"


def forecast(
    asked: Iterable[Request], preset: str, max_tokens: int, prices: Prices | None, answered: Sequence[Answer] = ()
) -> Forecast:
    """What `asked` will take, from the length of the prompts and the sizes of the images.

    Where some of the run is `answered`, an answer is taken to be as long as those were on average.
    """
    listed, sizes = list(asked), dict[Picture, int]()
    tokens_in = sum(input_tokens(request, sizes) for request in listed)
    known = [answer.output_tokens for answer in answered if answer.output_tokens is not None]
    each = sum(known) / len(known) if known else OUTPUT_TOKENS.get(preset, OTHERWISE)
    tokens_out = round(len(listed) * min(each, max_tokens))
    return Forecast(len(listed), tokens_in, tokens_out, None if prices is None else prices.cost(tokens_in, tokens_out))


def input_tokens(request: Request, sizes: dict[Picture, int]) -> int:
    """About how many tokens a request has; `sizes` remembers those of images."""
    for picture in request.pictures:
        if picture not in sizes:
            sizes[picture] = _image_tokens(picture)
    text = len(request.prompt) / CHARACTERS_A_TOKEN + TEMPLATE_TOKENS
    return round(text) + sum(sizes[picture] for picture in request.pictures)


def known_prices(model: Model) -> Prices | None:
    """What inspect_ai's table of models says a model's tokens cost; None where it says nothing or is not there."""
    if importlib.util.find_spec("inspect_ai") is None:
        return None
    from inspect_ai.model import get_model_info

    info = get_model_info(model.known_as)
    cost = info.cost if info is not None else None
    return None if cost is None else Prices(cost.input, cost.output)


def _image_tokens(picture: Picture) -> int:
    from PIL import Image

    try:
        with Image.open(picture.path) as opened:
            width, height = opened.size
    except OSError:
        return IMAGE_TOKENS[0]  # it will be counted as failed
    low, high = IMAGE_TOKENS
    return min(max(width * height // SIDE_OF_A_TOKEN_PX**2, low), high)
