"""The command `models`: who can be asked."""

from scotoma.cli.commands import app
from scotoma.cli.output import say

__all__ = ["models"]


@app.command
def models() -> None:
    """List the names of the models that can be asked."""
    from scotoma.models import model_names

    listed = model_names()
    width = max(len(each.name) for each in listed)
    say("\n".join(f"{each.name:{width}}  {each.about}" for each in listed))
    say("\nAnd every provider of inspect_ai's, its key in the environment:")
    say(f"{'PROVIDER/MODEL':{width}}  openai/gpt-4o, anthropic/..., google/..., vllm/..., ollama/...")
