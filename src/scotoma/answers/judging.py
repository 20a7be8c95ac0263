"""A language model as judge of what the rules could not read: two orders of the options, and both must agree."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import anyio

from scotoma.answers.asking.desk import Budget, Counter
from scotoma.answers.asking.journal import Journal
from scotoma.answers.asking.running import load, run_task
from scotoma.answers.asking.secrets import strike_from_logs
from scotoma.answers.asking.settings import Conduct, Model, Settings
from scotoma.answers.asking.tasks import build_task
from scotoma.answers.controls import Request
from scotoma.answers.parsing import ParsedAnswer, parse_answer
from scotoma.embeddings.shards import folder_name
from scotoma.errors import AskingFailed
from scotoma.progress import Progress, silent

__all__ = ["SETTLED", "Doubt", "Judged", "ask_judge", "judge_folder", "judge_options", "judge_verdicts", "judged"]

NONE = "The answer chooses none of these, or it is not clear which."
USUAL, SETTINGS = Conduct(), Settings()

SETTLED = frozenset({"empty", "no options", "not answered", "truncated", "unfinished reasoning"})
"""Why the reader abstained where a judge has nothing to read either."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer that is to be judged: the question with its options as the model saw them, and what it said."""

    text: str
    options: tuple[str, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class Judged:
    """How many requests were answered, how many of them from the cache, and how many failed."""

    replies: dict[str, str]
    cached: int
    failed: int


def judge_folder(run: Path, judge: str) -> Path:
    """Where a run keeps what `judge` said: `judge/JUDGE`."""
    return run / "judge" / folder_name(judge)


def judged(read: ParsedAnswer, raw: str) -> bool:
    """Whether a judge should be asked about an answer that was read so."""
    return read.option is None and read.rule not in SETTLED and bool(raw.strip())


def judge_options(
    folder: Path, judge: Model, doubts: Sequence[Doubt], *, conduct: Conduct = USUAL, progress: Progress = silent
) -> tuple[ParsedAnswer, ...]:
    """The option that each answer chooses in the judge's reading, an index into its options, by the rule "judge".

    Each is asked about twice, with the options in both orders, and None where the two replies disagree, where one
    cannot be read, and where the judge finds none chosen. The judge is told the question, but not to answer it; it sees
    no image and no key.

    Raises:
        RunMismatch, UsageError, AskingFailed: as `ask_judge`.
    """
    prompts = [(_prompt(doubt, turned=False), _prompt(doubt, turned=True)) for doubt in doubts]
    said = ask_judge(folder, judge, [each for both in prompts for each in both], conduct=conduct, progress=progress)
    found = []
    for doubt, (straight, turned) in zip(doubts, prompts, strict=True):
        one = _chosen(said.replies.get(straight, ""), doubt.options)
        other = _chosen(said.replies.get(turned, ""), doubt.options[::-1])
        agreed = one is not None and other is not None and one == len(doubt.options) - 1 - other
        found.append(ParsedAnswer(one if agreed else None, "judge"))
    return tuple(found)


def judge_verdicts(
    folder: Path,
    judge: Model,
    asked: Sequence[tuple[Doubt, int]],
    *,
    conduct: Conduct = USUAL,
    progress: Progress = silent,
) -> tuple[str, ...]:
    """What the judge says, asked of each answer whether it is right where the given option is the key: as MMVP's own
    grader asks, in our words; "" where the request failed.

    Raises:
        RunMismatch, UsageError, AskingFailed: as `ask_judge`.
    """
    prompts = [_verdict_prompt(doubt, key) for doubt, key in asked]
    said = ask_judge(folder, judge, prompts, conduct=conduct, progress=progress)
    return tuple(said.replies.get(prompt, "").strip() for prompt in prompts)


def ask_judge(
    folder: Path, judge: Model, prompts: Sequence[str], *, conduct: Conduct = USUAL, progress: Progress = silent
) -> Judged:
    """The judge's reply to each prompt that was answered, at temperature 0; what is in `folder` is not asked again.

    Replies are kept the moment they come, under the hash of their prompt; a folder holds those of one judge.

    Raises:
        RunMismatch: the folder holds another judge's replies, or those of another server.
        UsageError: the provider lacks its package or its key.
        AskingFailed: everything failed.
        KeyboardInterrupt: Ctrl-C; every reply that came is kept.
    """
    journal = Journal(folder, {"judge": judge.name, "base_url": judge.base_url, **asdict(SETTINGS)})
    requests = [Request(_key(prompt), "no-image", prompt, (), (), ()) for prompt in dict.fromkeys(prompts)]
    left = [each for each in requests if not journal.settled(each.question)]
    if left:
        asking = partial(_ask, judge, left, folder=folder, journal=journal, conduct=conduct, progress=progress)
        anyio.run(asking)
    told = {each.prompt: journal.answers[each.question] for each in requests if each.question in journal.answers}
    replies = {prompt: answer.raw for prompt, answer in told.items() if answer.state != "failed"}
    return Judged(replies, cached=len(requests) - len(left), failed=len(requests) - len(replies))


async def _ask(
    judge: Model, left: list[Request], *, folder: Path, journal: Journal, conduct: Conduct, progress: Progress
) -> None:
    with progress(f"{judge.name} judges", len(left), "replies") as arrived:
        desk = Counter(journal, Budget(), arrived=arrived)
        try:
            async with load(judge, conduct) as model:  # closes its connections
                await run_task(build_task(left, "judge", SETTINGS, desk), model, folder, desk.halted)
        finally:
            strike_from_logs(folder)
    if desk.hopeless or (desk.failures and not any(map(journal.settled, journal.answers))):
        raise AskingFailed(
            f"{judge.name} judged nothing: {len(desk.failures)} requests failed, the last with {desk.failures[-1]!r}. "
            "Mend that and run the same command again."
        )
    if any(each.question not in journal.answers for each in left):  # neither answered nor failed
        raise KeyboardInterrupt


def _key(prompt: str) -> str:
    return hashlib.sha256(prompt.encode()).hexdigest()[:32]


def _prompt(doubt: Doubt, *, turned: bool) -> str:
    options = doubt.options[::-1] if turned else doubt.options
    listed = [f"{chr(65 + place)}. {text}" for place, text in enumerate((*options, NONE))]
    return "\n\n".join(
        [
            "Somebody was asked a question about an image and gave the answer below. Which option does it choose? "
            "Go by the answer alone: do not answer the question, and do not judge whether the answer is right.",
            f"Question: {doubt.text}",
            f"Answer, between the lines:\n-----\n{doubt.raw.strip()}\n-----",
            "Options:\n" + "\n".join(listed),
            "Reply with one letter and nothing else.",
        ]
    )


def _verdict_prompt(doubt: Doubt, key: int) -> str:
    listed = " ".join(f"({chr(97 + place)}) {text}" for place, text in enumerate(doubt.options))
    return (
        "You check answers, and reply with one word: yes or no.\n\n"
        f"Question: {doubt.text} {listed}\n\nRight answer: ({chr(97 + key)}) {doubt.options[key]}\n\n"
        f"Answer to check, between the lines:\n-----\n{doubt.raw.strip()}\n-----\n\n"
        "Does it answer the question correctly?"
    )


def _chosen(reply: str, options: Sequence[str]) -> int | None:
    """The option in the judge's reply; None where it names none of them."""
    read = parse_answer(reply, (*options, NONE))
    return read.option if read.option is not None and read.option < len(options) else None
