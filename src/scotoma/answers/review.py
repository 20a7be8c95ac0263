"""A judge's reviews of open answers, as LLaVA-Bench has them: each beside the reference answer, both to be scored."""

from pathlib import Path

from scotoma.answers.asking.settings import Conduct, Model
from scotoma.answers.files import AnswerSet, answer_folder, write_answers
from scotoma.answers.judging import ask_judge
from scotoma.answers.records import Answer
from scotoma.benchmark import LlavaBench
from scotoma.benchmark.formats.llava_bench import OpenQuestion, Rule
from scotoma.embeddings.shards import folder_name
from scotoma.progress import Progress, silent

__all__ = ["review_answers", "review_folder", "review_prompt"]

JUDGED = ("answered", "truncated")
"""The states in which there is a text to judge."""

RUBRIC = Rule(
    "Assistant",
    "Two assistants answered the question. Judge both answers by how helpful, relevant, correct and detailed they are, "
    "going by the description of the image alone. Do not let their order or their length decide. Give each a score "
    "from 1 to 10, where more is better.",
)
"""Ours, for a benchmark that came without its rules."""

FORMAT = (
    "Begin with one line that holds two numbers from 1 to 10 and nothing else, divided by a space: first the score of "
    "{role} 1, then the score of {role} 2. Explain them in the lines after it."
)
USUAL = Conduct()


def review_folder(run: Path, answers: AnswerSet, judge: str) -> Path:
    """Where a run keeps what `judge` said of the answers: `answers/MODEL/CONTROL/reviews/JUDGE`."""
    return answer_folder(run, answers.model, answers.control) / "reviews" / folder_name(judge)


def review_prompt(item: OpenQuestion, rule: Rule | None, answer: str) -> str:
    """What the judge is sent: the image in words, the question, the reference answer first, then the one to be judged.

    The frame is in our words, the task in those of the benchmark's rule for the category, as it came with the data; so
    scores are not those of LLaVA's own judge (gpt-4-0314, which nobody can ask any more), even by a model of that name.
    """
    role, task = (rule or RUBRIC).role, (rule or RUBRIC).prompt
    parts = [
        "Two answers to a question about an image are to be compared. The image is described to you in words.",
        f"[Image]\n{item.context}",
        f"[Question]\n{item.question.text}",
        f"[{role} 1]\n{item.reference}\n[End of {role} 1]",
        f"[{role} 2]\n{answer}\n[End of {role} 2]",
        task,
        FORMAT.format(role=role),
    ]
    return "\n\n".join(part.strip() for part in parts)


def review_answers(
    run: Path,
    benchmark: LlavaBench,
    answers: AnswerSet,
    judge: Model,
    *,
    conduct: Conduct = USUAL,
    progress: Progress = silent,
) -> AnswerSet:
    """What the judge says of each answer, as answers of the judge's own, written to `review_folder`.

    A review is on the disk the moment it comes, and asked again only if it failed, or if the answer it is of, the
    question or the rule is another now. Answers without text are not sent. inspect_ai's logs lie beside the reviews.
    The caller holds the run folder's lock, where several processes may write it.

    Raises:
        RunMismatch: the folder holds reviews made with other settings, or by another server.
        UsageError: the provider lacks its package or its key.
        AskingFailed: everything failed.
        KeyboardInterrupt: Ctrl-C; every review that came is kept.
    """
    folder = review_folder(run, answers, judge.name)
    prompts = _prompts(benchmark, answers)
    said = ask_judge(folder, judge, [*prompts.values()], conduct=conduct, progress=progress).replies
    known = {"name": benchmark.name, "version": benchmark.version, "sha256": benchmark.sha256}
    reviews = tuple(_review(question, prompt, said.get(prompt)) for question, prompt in prompts.items())
    made = AnswerSet(judge.name, known, answers.control, "review", reviews, {"reviewed": answers.model})
    write_answers(folder, made)
    return made


def _prompts(benchmark: LlavaBench, answers: AnswerSet) -> dict[str, str]:
    """What is sent of each question whose answer has a text."""
    told = {answer.question: answer for answer in answers.answers}
    items = [(item, told[item.question.id]) for item in benchmark.items if item.question.id in told]
    return {
        item.question.id: review_prompt(item, benchmark.rules.get(item.category), answer.raw)
        for item, answer in items
        if answer.state in JUDGED and answer.raw.strip()
    }


def _review(question: str, prompt: str, said: str | None) -> Answer:
    if said is None:
        return Answer(question, "failed", "", prompt=prompt, error="no reply; the journal beside this file says why")
    return Answer(question, "answered" if said.strip() else "empty", said, prompt=prompt)
