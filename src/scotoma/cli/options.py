"""The options several commands share: how a collection is opened, and what computes the embeddings."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from scotoma.encoders import Encoder
    from scotoma.images import Collection

__all__ = ["EncoderOptions", "ImageOptions", "PresetName", "RoleOptions"]

PresetName = Literal["paper", "mini", "toy"]


@Parameter(name="*", group="Images")
@dataclass(frozen=True, slots=True)
class ImageOptions:
    """How a collection is opened.

    Parameters
    ----------
    kind
        What the source is, where that cannot be told from its name: folder, list, table, webdataset, dataset, coco.
    image_column
        The column of a table or data set that holds paths or bytes.
    caption_column
        The column that holds captions.
    split
        The split of a data set that has several.
    root
        The folder the paths of a list, table or COCO json start from.
    limit
        Take the first so many images only.
    """

    kind: str | None = None
    image_column: str | None = None
    caption_column: str | None = None
    split: str | None = None
    root: str | None = None
    limit: int | None = None

    def open(self, source: str) -> "Collection":
        """The collection behind `source`."""
        from scotoma.images import open_images

        return open_images(
            source,
            kind=self.kind,
            image_column=self.image_column,
            caption_column=self.caption_column,
            split=self.split,
            root=self.root,
        )


@Parameter(name="*", group="Suspect and reference")
@dataclass(frozen=True, slots=True)
class RoleOptions:
    """Which two encoders, and in which role.

    Parameters
    ----------
    encoders
        Both at once: the paper's CLIP and DINOv2, our two small ones that need no download, or weightless descriptors.
    suspect
        The encoder under examination; `scotoma encoders` lists them.
    reference
        The encoder that sees the difference.
    """

    encoders: PresetName | None = None
    suspect: str | None = None
    reference: str | None = None

    def choose(self, *, otherwise: PresetName = "paper") -> tuple[str, str]:
        """The names of suspect and reference, from the preset `otherwise` where no other is named; their weights can be
        had."""
        from scotoma.encoders import check_weights, choose_roles

        names = choose_roles(self.encoders, self.suspect, self.reference, otherwise=otherwise)
        check_weights(names)
        return names

    def named(self) -> tuple[str | None, str | None]:
        """The names as far as they were said, for a run folder that knows them itself."""
        from scotoma.encoders import choose_roles

        if self.encoders is None:
            return self.suspect, self.reference
        return choose_roles(self.encoders, self.suspect, self.reference)


@Parameter(name="*", group="Encoders")
@dataclass(frozen=True, slots=True)
class EncoderOptions:
    """What computes the embeddings.

    Parameters
    ----------
    runtime
        auto takes the fastest that keeps the rows: OpenVINO on a CPU, torch on a GPU.
    device
        auto, cpu, cuda, cuda:1, ...
    dtype
        The precision of the computation, stated in the manifest; thresholds are sharp, so float32 is the default.
    batch_size
        Images a batch.
    """

    runtime: Literal["auto", "torch", "openvino", "onnxruntime"] = "auto"
    device: str = "auto"
    dtype: Literal["float32", "bfloat16", "float16"] = "float32"
    batch_size: int | None = None

    def load(self, name: str) -> "Encoder":
        """The encoder called `name`."""
        from scotoma.encoders import load_encoder

        return load_encoder(
            name, runtime=self.runtime, device=self.device, dtype=self.dtype, batch_size=self.batch_size
        )
