"""The commands of `scotoma mix`: what mends a blind model."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from scotoma.cli.commands import app
from scotoma.cli.output import DONE, TOO_MANY_BROKEN, say
from scotoma.errors import UsageError
from scotoma.progress import terminal_progress

if TYPE_CHECKING:
    from scotoma.mixture.recipe import Recipe
    from scotoma.mixture.run_record import StageRecord

__all__ = ["mix"]

mix = App(name="mix", help="Give a language model several encoders: train mixtures, try them out, compare them.")
app.command(mix)

Flag = Annotated[bool, Parameter(negative="")]


@Parameter(name="*", group="In place of the recipe's")
@dataclass(frozen=True, slots=True)
class RecipeOptions:
    """What the recipe says otherwise.

    Parameters
    ----------
    language
        The language model: a folder or repository.
    ssl_ratio
        The second tower's share in an additive mixture, 0 to 1.
    data
        The conversations, LLaVA's JSON or messages (.json, .jsonl): a file for both stages, or one for each.
    images
        The folder that image paths start from: for both stages, or one for each.
    """

    language: str | None = None
    ssl_ratio: float | None = None
    data: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = ()
    images: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = ()

    def read(self, recipe: str) -> "Recipe":
        """The recipe of that name or file, with these in place of its own.

        Raises:
            UnknownName: no recipe has that name.
            UsageError: another number of files or folders than one or two.
        """
        from scotoma.mixture.recipe import read_recipe

        found = read_recipe(recipe, ssl_ratio=self.ssl_ratio)
        first, second = found.stages
        data = _for_stages(self.data, "--data", first.data, second.data)
        images = _for_stages(self.images, "--images", first.image_folder, second.image_folder)
        stages = tuple(
            replace(stage, data=file, image_folder=folder)
            for stage, file, folder in zip(found.stages, data, images, strict=True)
        )
        return replace(found, stages=(stages[0], stages[1]), language=self.language or found.language)


@Parameter(name="*", group="Dry run")
@dataclass(frozen=True, slots=True)
class HardwareOptions:
    """What --dry-run reckons with.

    Parameters
    ----------
    devices
        The devices that share the training.
    device_tflops
        The rate of each, in 10^12 operations a second: an A100's 312 by default.
    utilisation
        The share of that rate that the training reaches: 0.4 by default.
    """

    devices: int = 1
    device_tflops: float | None = None
    utilisation: float | None = None

    def estimate(self, recipe: "Recipe") -> str:
        """What the recipe takes on this hardware, as text."""
        from scotoma.mixture.estimates import DEVICE_TFLOPS, UTILISATION, dry_run

        return str(
            dry_run(
                recipe,
                devices=self.devices,
                device_tflops=DEVICE_TFLOPS if self.device_tflops is None else self.device_tflops,
                utilisation=UTILISATION if self.utilisation is None else self.utilisation,
                progress=terminal_progress(),
            )
        )


OTHERWISE = RecipeOptions()
HARDWARE = HardwareOptions()


@mix.command
def train(
    recipe: str | None = None,
    *,
    out: Path = Path("scotoma-mixture"),
    seed: int = 0,
    limit: int | None = None,
    cache: Path | None = None,
    save_steps: int = 200,
    workers: int | None = None,
    max_failed: int | None = None,
    dry_run: Flag = False,
    list_: Annotated[bool, Parameter(name="--list", negative="")] = False,
    otherwise: RecipeOptions = OTHERWISE,
    hardware: HardwareOptions = HARDWARE,
) -> int:
    """Train a mixture by a recipe: its adapters first, then adapters and language model.

    The same command again goes on after the last checkpoint. Several processes: `torchrun --nproc-per-node 8 -m scotoma
    mix train ...`, or `accelerate launch` with a configuration, for FSDP2.

    Parameters
    ----------
    recipe
        A built-in recipe (see --list), or the path of a TOML file.
    out
        The folder of the training; the finished model is its `model`, asked as mix:OUT/model.
    seed
        Of the fresh adapters, the samples' order and all else that is drawn.
    limit
        Each stage's first so many conversations only.
    cache
        Keep the towers' features here, computed once for all trainings with the same towers and images.
    save_steps
        A checkpoint every so many steps: what an interruption costs at most.
    workers
        Processes that open images beside each that trains.
    max_failed
        Exit with code 3 if more samples than this were left out: image missing or broken, or too long.
    dry_run
        Train nothing: show shapes, parameters, tokens, memory and time, without weights.
    list_
        List the built-in recipes.
    """
    if list_:
        _say_recipes()
        return DONE
    if recipe is None:
        raise UsageError(
            "Name a recipe to train by, or the path of a TOML file; `scotoma mix train --list` lists them."
        )
    chosen = otherwise.read(recipe)
    if dry_run:
        say(hardware.estimate(chosen))
        return DONE
    from scotoma.mixture.stages import train as train_recipe
    from scotoma.mixture.training import Conduct

    records = train_recipe(
        chosen,
        out,
        seed=seed,
        limit=limit,
        cache=cache,
        conduct=Conduct(save_steps=save_steps, workers=workers),
        progress=terminal_progress(),
    )
    return _say_trained(records, out, max_failed)


def _say_recipes() -> None:
    from scotoma.mixture.recipe import read_recipe, recipe_names

    recipes = [read_recipe(name) for name in recipe_names()]
    width = max(len(recipe.name) for recipe in recipes)
    for recipe in recipes:
        towers = " + ".join(tower.source for tower in recipe.towers)
        say(f"{recipe.name:{width}}  {recipe.language}, {recipe.mixture}: {towers}")


def _for_stages(given: tuple[str, ...], what: str, first: str, second: str) -> tuple[str, str]:
    if len(given) > 2:
        raise UsageError(f"{what} takes one for both stages or one for each; {len(given)} were given.")
    return (first, second) if not given else (given[0], given[-1])


def _say_trained(records: "tuple[StageRecord, ...]", out: Path, max_failed: int | None) -> int:
    """Say what each stage came to; the exit code. Of several processes the first speaks."""
    failed = sum(record.left_out for record in records)
    code = TOO_MANY_BROKEN if max_failed is not None and failed > max_failed else DONE
    if os.environ.get("RANK", "0") != "0":
        return code
    for number, record in enumerate(records, start=1):
        say(
            f"stage {number}: {record.steps:,} steps over {record.samples:,} samples, loss {record.first_loss:.3f} to "
            f"{record.last_loss:.3f}, {record.samples_per_s:,.1f} samples/s, "
            f"{record.peak_memory_bytes / 2**30:,.1f} GiB"
        )
        if record.left_out:
            were = "1 sample was" if record.left_out == 1 else f"{record.left_out:,} samples were"
            say(f"  {were} left out; {record.folder / 'left_out.jsonl'} says why")
    say(f"See {out / 'model'}; ask it as mix:{out / 'model'}")
    return code
