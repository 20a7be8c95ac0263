"""The commands of `scotoma mix`: what mends a blind model."""

from cyclopts import App

from scotoma.cli.commands import app

__all__ = ["mix"]

mix = App(name="mix", help="Give a language model several encoders: train mixtures, try them out, compare them.")
app.command(mix)
