"""From the laboratory's folder of a trained mixture to what the package carries: a model that answers without torch.

    python recipes/mixture/export.py lab/runs/single-clip-2x-0 single
    python recipes/mixture/export.py lab/runs/interleaved-0 interleaved

The argument is a run's folder, with `result.json` and `model/` in it; what it was trained on is read from there. The
result is the folder `src/scotoma/mixture/minis/NAME`. The adapters and the language model are stored once, as float16;
the towers stay in src/scotoma/encoders/minis. What onnxruntime makes of prompts is held against torch to 1e-4 before
anything is replaced. A minute on one core.
"""

import argparse
from pathlib import Path

from scotoma.files import read_json
from scotoma.mixture.lab import records
from scotoma.mixture.loading import load_mixture_model
from scotoma.mixture.onnx_export import export_mixture

MINIS = Path(__file__).parents[2] / "src" / "scotoma" / "mixture" / "minis"
NAMES = ("single", "interleaved")
MOST_BYTES = 12_000_000  # of all shipped models together


def trained_on(run: Path) -> str:
    """What the run's weights have seen, in a sentence."""
    result = read_json(run / "result.json", records.KIND, records.VERSION)
    counts = " and ".join(f"{count:,} {what}" for what, count in result["trained_on"].items() if count)
    return f"Row {result['row']['name']} of the laboratory, plan {result['plan']}, seed {result['seed']}: {counts}."


def notice() -> str:
    """Whose pictures the weights were trained on, for the folder the models lie in."""
    drawings = (Path(__file__).parents[1] / "mini" / "NOTICE-corpus.md").read_text(encoding="utf-8")
    _, table = drawings.split("\n|", 1)
    return (
        "# What the built-in models were trained on\n\nThe weights are ours (Apache-2.0). They were trained on scenes "
        "that scotoma draws, with conversations about them that\nfollow from the drawing, and, where a model's "
        "mixture.json counts pictures, on some of the captioned drawings listed\nhere, of which they hold none. They "
        "see through the built-in encoders, which were trained on the same drawings.\n"
        f"twemoji, lucide and flagpack were held out. Captions were the packages' own names.\n\n|{table}"
    )


def export(run: Path, name: str, out: Path) -> Path:
    """Write the model `mini:NAME` below `out`; its folder."""
    folder = export_mixture(out / name, *load_mixture_model(run / "model"), trained_on=trained_on(run))
    (out / "NOTICE.md").write_text(notice(), encoding="utf-8")
    size = sum(path.stat().st_size for each in NAMES for path in (out / each).glob("*"))
    print(f"{folder}: {sum(path.stat().st_size for path in folder.iterdir()):,} bytes; all models {size:,}")
    if size > MOST_BYTES:
        raise SystemExit(f"The shipped models have {size:,} bytes together; at most {MOST_BYTES:,} are allowed.")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="the folder of a run, with result.json and model/")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--out", type=Path, default=MINIS)
    arguments = parser.parse_args()
    export(arguments.run, arguments.name, arguments.out)


if __name__ == "__main__":
    main()
