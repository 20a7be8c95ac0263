import dataclasses
from typing import Any

import numpy as np
import pytest

from scotoma.encoders import Preprocessing
from scotoma.encoders.runtime import Options, compile_network, need, settle
from scotoma.encoders.towers import Stated, TowerEncoder, build_encoder, suitable_batch_size
from scotoma.encoders.weights import weights_sha256
from scotoma.errors import MissingExtra, UnsupportedCheckpoint, UsageError

torch = pytest.importorskip("torch")

ON_CPU = Options(device="cpu")
STATED = Stated(
    "small:network", "small", Preprocessing(8, 8, mean=(0.1, 0.2, 0.3), std=(0.5, 0.6, 0.7)), "mean of tokens"
)


def network() -> Any:
    """Images (B, 3, 8, 8) to a row of 12 and four tokens of 12."""
    torch.manual_seed(3)
    body = torch.nn.Sequential(torch.nn.Conv2d(3, 12, 4, 4), torch.nn.Flatten(2), torch.nn.GELU())

    return with_tokens(body)


def with_tokens(body: Any) -> Any:
    import torch

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = body

        def forward(self, images: Any) -> Any:
            tokens = self.body(images).transpose(1, 2)
            return tokens.mean(dim=1), tokens

    return Network()


def eigenvalues() -> Any:
    import torch

    class Eigenvalues(torch.nn.Module):
        def forward(self, arrays: Any) -> Any:
            return torch.linalg.eigvals(arrays).real

    return Eigenvalues()


def built(**options: Any) -> TowerEncoder:
    return build_encoder(STATED, network(), dataclasses.replace(ON_CPU, **options))


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (5, 8, 8, 3), dtype=np.uint8)


@pytest.mark.parametrize("runtime", ["openvino", "onnxruntime"])
def test_every_runtime_gives_torchs_rows_in_float32(runtime: str, pixels: np.ndarray) -> None:
    pytest.importorskip(runtime)
    pytest.importorskip("onnx")
    ours, theirs = built(runtime=runtime), built(runtime="torch")
    assert ours.facts.runtime == runtime
    np.testing.assert_allclose(ours.embed_images(pixels), theirs.embed_images(pixels), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ours.embed_patches(pixels), theirs.embed_patches(pixels), rtol=1e-5, atol=1e-6)


def test_normalisation_inside_the_network_is_that_of_the_preprocessing(pixels: np.ndarray) -> None:
    from scotoma.encoders.preprocessing import normalise

    with torch.inference_mode():
        rows = network()(torch.from_numpy(normalise(pixels, STATED.preprocessing)))[0].numpy()
    np.testing.assert_allclose(built(runtime="torch").embed_images(pixels), rows, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("runtime", "dtype"), [("torch", "bfloat16"), ("torch", "float16"), ("auto", "bfloat16")])
def test_half_precision_is_close_stated_and_given_as_float32(runtime: str, dtype: str, pixels: np.ndarray) -> None:
    encoder, exact = built(runtime=runtime, dtype=dtype), built(runtime="torch").embed_images(pixels)
    rows = encoder.embed_images(pixels)
    assert encoder.facts.dtype == dtype
    assert rows.dtype == np.float32
    cosines = (rows * exact).sum(axis=1) / np.linalg.norm(rows, axis=1) / np.linalg.norm(exact, axis=1)
    assert 0.9995 < cosines.min() < 1 - 1e-9


def test_auto_on_a_cpu_is_openvino_in_float32() -> None:
    pytest.importorskip("openvino")
    assert settle(ON_CPU) == Options("openvino", "cpu", "float32")


def test_facts_state_what_computes_the_rows() -> None:
    facts = built(runtime="torch").facts
    assert (facts.width, facts.patch_count, facts.patch_width) == (12, 4, 12)
    assert (facts.runtime, facts.device, facts.dtype) == ("torch", "cpu", "float32")
    assert facts.weights_sha256 == weights_sha256(network().state_dict())


def test_the_batch_size_is_the_users_or_suits_the_network() -> None:
    assert built(runtime="torch", batch_size=3).batch_size == 3
    # ViT-L/14 at 224 px: 303 million parameters on 256 patches; ViT-B/32: 88 million on 49.
    assert suitable_batch_size(303_000_000, 256, "cpu") == 4
    assert suitable_batch_size(88_000_000, 49, "cpu") == 32
    assert suitable_batch_size(303_000_000, 256, "cuda") == 128
    assert suitable_batch_size(4_400_000_000, 256, "cpu") == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            Options(runtime="tensorflow"),
            "No runtime is called 'tensorflow'. Known: auto, torch, openvino, onnxruntime.",
        ),
        (Options(dtype="int8"), "No dtype is called 'int8'. Known: float32, bfloat16, float16."),
        (Options(device="abacus"), "The device 'abacus' cannot be used here"),
        (Options(runtime="openvino", device="meta"), "The runtime openvino computes on the CPU, not on 'meta'."),
        (Options("onnxruntime", "cpu", "bfloat16"), "The runtime onnxruntime computes in float32, not bfloat16."),
    ],
)
def test_what_cannot_be_computed_is_refused_with_the_reason(options: Options, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        settle(options)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("runtime", "message"),
    [
        (
            "openvino",
            "OpenVINO cannot convert this network (No conversion rule found for operations: aten::linalg_eigvals)",
        ),
        ("onnxruntime", "This network cannot be exported to ONNX (Exporting the operator 'aten::linalg_eigvals'"),
    ],
)
def test_a_network_that_a_runtime_cannot_express_is_refused(runtime: str, message: str) -> None:
    pytest.importorskip(runtime)

    with pytest.raises(UsageError) as caught:
        compile_network(eigenvalues(), [np.eye(4, dtype=np.float32)[None]], Options(runtime, "cpu"))
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith("Use the runtime torch.")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_a_gpu_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(UsageError, match=r"The device 'cuda' cannot be used here .*Use 'cpu' or 'auto'"):
        settle(Options(device="cuda"))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize(("dtype", "least"), [("float32", 0.9999), ("bfloat16", 0.999), ("float16", 0.9999)])
def test_a_gpu_gives_the_rows_of_the_cpu(dtype: str, least: float, pixels: np.ndarray) -> None:
    rows, exact = built(device="cuda", dtype=dtype).embed_images(pixels), built(runtime="torch").embed_images(pixels)
    cosines = (rows * exact).sum(axis=1) / np.linalg.norm(rows, axis=1) / np.linalg.norm(exact, axis=1)
    assert cosines.min() >= least


def test_a_package_that_is_not_installed_is_named_with_the_command() -> None:
    with pytest.raises(MissingExtra, match=r"An hf: encoder needs the package no_such_package. Install it with: pip"):
        need("no_such_package", "torch", "An hf: encoder")


def test_a_network_that_fails_on_the_stated_input_is_unsupported() -> None:
    wide = dataclasses.replace(STATED, preprocessing=Preprocessing(2, 2))
    with pytest.raises(UnsupportedCheckpoint, match="small:network does not take pictures of 2 px"):
        build_encoder(wide, network(), ON_CPU)


def test_the_hash_sees_names_types_shapes_and_values() -> None:
    state = {"a": torch.zeros(2, 3), "b": torch.ones(4)}
    others: list[dict[str, Any]] = [
        {"a": torch.zeros(2, 3), "c": torch.ones(4)},
        {"a": torch.zeros(3, 2), "b": torch.ones(4)},
        {"a": torch.zeros(2, 3), "b": torch.ones(4, dtype=torch.bfloat16)},
        {"a": torch.zeros(2, 3), "b": torch.tensor([1.0, 1, 1, 1.0000001])},
        {"a": torch.zeros(2, 3), "b": torch.ones(4), "c": torch.tensor(0)},
    ]
    hashes = {weights_sha256(each) for each in [state, *others]}
    assert len(hashes) == len(others) + 1
    assert weights_sha256(dict(reversed(state.items()))) == weights_sha256(state)
