"""What a mixture is made of, as config.json keeps it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from transformers import AutoConfig, PreTrainedConfig

from scotoma.encoders.protocol import Preprocessing
from scotoma.errors import ShapeMismatch, UsageError
from scotoma.mixture.mixing import ssl_weights

__all__ = ["ADAPTERS", "MIXTURES", "MixtureConfig", "TowerConfig"]

MIXTURES = ("single", "additive", "interleaved", "concatenated")
ADAPTERS = ("linear", "mlp2x_gelu")


@dataclass(frozen=True, slots=True)
class TowerConfig:
    """One tower: its network, what is read from it, and how a picture becomes its input.

    `network` is the transformers configuration of an image network, `layer` the index of the hidden state that is read
    (-1 the last block's output, -2 the one before), `final_norm` whether the network's last norm is then applied to it.
    """

    name: str
    network: dict[str, Any]
    side_px: int
    layer: int
    final_norm: bool
    preprocessing: Preprocessing

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "TowerConfig":
        """The tower that `as_dict` wrote."""
        plain: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in values["preprocessing"].items()
        }
        return cls(**{**values, "preprocessing": Preprocessing(**plain)})

    def as_dict(self) -> dict[str, Any]:
        """The tower as JSON has it."""
        plain = {
            key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self.preprocessing).items()
        }
        return {
            **{name: getattr(self, name) for name in ("name", "network", "side_px", "layer", "final_norm")},
            "preprocessing": plain,
        }

    def network_config(self) -> Any:
        """The network's configuration as transformers' own record."""
        return AutoConfig.for_model(**self.network)

    @property
    def width(self) -> int:
        """W, the width of a token."""
        return int(self.network["hidden_size"])

    @property
    def patch_px(self) -> int:
        """The side of a patch."""
        patch = self.network["patch_size"]
        return int(patch[0] if isinstance(patch, (list, tuple)) else patch)

    @property
    def grid(self) -> int:
        """How many patches a side has."""
        return self.side_px // self.patch_px

    @property
    def patch_count(self) -> int:
        """N, how many tokens an image has."""
        return self.grid**2


class MixtureConfig(PreTrainedConfig):
    """The configuration of a `MixtureForConditionalGeneration`.

    `towers` are `TowerConfig`s as dictionaries (`tower_configs` has them as records), in the order of the mixture;
    `text_config` is the language model's. `ssl_ratio` belongs to "additive" alone.

    Raises:
        UsageError: an unknown mixture or adapter, a number of towers that does not fit it, a ratio without use or none.
        ShapeMismatch: an additive mixture of towers of different widths.
    """

    model_type = "scotoma_mixture"
    sub_configs: ClassVar[dict[str, Any]] = {"text_config": AutoConfig}

    def __init__(
        self,
        *,
        mixture: str = "single",
        ssl_ratio: float | None = None,
        adapter: str = "mlp2x_gelu",
        towers: Sequence[TowerConfig | dict[str, Any]] = (),
        text_config: dict[str, Any] | PreTrainedConfig | None = None,
        image_token_id: int = 0,
        **kwargs: Any,
    ) -> None:
        self.mixture = mixture
        self.ssl_ratio = ssl_ratio
        self.adapter = adapter
        self.towers = [each.as_dict() if isinstance(each, TowerConfig) else each for each in towers]
        self.text_config: Any = AutoConfig.for_model(**text_config) if isinstance(text_config, dict) else text_config
        self.image_token_id = image_token_id
        if text_config is not None:
            kwargs["tie_word_embeddings"] = bool(getattr(self.text_config, "tie_word_embeddings", False))
        super().__init__(**kwargs)
        if self.towers:  # transformers makes an empty one to learn the defaults
            check_mixture(mixture, ssl_ratio, adapter, self.tower_configs)

    @property
    def tower_configs(self) -> tuple[TowerConfig, ...]:
        """The towers as records."""
        return tuple(TowerConfig.from_dict(each) for each in self.towers)

    @property
    def weights(self) -> tuple[float, ...]:
        """How much of each tower an additive mixture takes.

        Raises:
            UsageError: the mixture is none.
        """
        if self.ssl_ratio is None:
            raise UsageError(f"The mixture is {self.mixture!r}; only an additive one has weights.")
        return ssl_weights(self.ssl_ratio, len(self.tower_configs))

    @property
    def tokens_per_image(self) -> int:
        """How many of the language model's tokens an image takes."""
        towers = self.tower_configs
        return towers[0].patch_count * (len(towers) if self.mixture == "interleaved" else 1)

    @property
    def image_sides_px(self) -> tuple[int, ...]:
        """The side of each tower's input."""
        return tuple(each.side_px for each in self.tower_configs)

    @property
    def adapter_widths(self) -> tuple[int, ...]:
        """The width that each adapter reads; there is one a tower where they are interleaved, else one."""
        widths = [each.width for each in self.tower_configs]
        if self.mixture == "interleaved":
            return tuple(widths)
        return (sum(widths) if self.mixture == "concatenated" else widths[0],)


def check_mixture(mixture: str, ssl_ratio: float | None, adapter: str, towers: Sequence[TowerConfig]) -> None:
    """Refuse what makes no mixture.

    Raises:
        UsageError: an unknown mixture or adapter, a number of towers that does not fit it, a ratio without use or none.
        ShapeMismatch: an additive mixture of towers of different widths.
    """
    for what, asked, known in (("mixture", mixture, MIXTURES), ("adapter", adapter, ADAPTERS)):
        if asked not in known:
            raise UsageError(f"No {what} is called {asked!r}. Known: {', '.join(known)}.")
    if (mixture == "single") != (len(towers) == 1):
        wants = "one tower" if mixture == "single" else "at least two towers"
        raise UsageError(f"The mixture {mixture!r} takes {wants} and was given {len(towers)}.")
    if (mixture == "additive") != (ssl_ratio is not None):
        wants = "needs an ssl_ratio from 0 to 1" if ssl_ratio is None else "takes no ssl_ratio: that is for 'additive'"
        raise UsageError(f"The mixture {mixture!r} {wants}.")
    if mixture == "additive":
        ssl_weights(ssl_ratio or 0.0, len(towers))
        if len({each.width for each in towers}) > 1:
            shown = " and ".join(f"{each.name} {each.width}" for each in towers)
            raise ShapeMismatch(
                f"An additive mixture adds tokens of one width, and these differ: {shown}. Mix them 'interleaved' or "
                "'concatenated' instead."
            )
