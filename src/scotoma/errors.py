"""Every error scotoma raises on purpose.

    ScotomaError
    |-- UsageError                 what was asked for cannot be done as asked
    |   |-- UnknownName            no encoder, kernel, ... has that name
    |   |-- BadThreshold           a threshold outside [-1, 1], or not a number
    |   |-- ShapeMismatch          two arrays that must agree in length or width do not
    |   |-- MissingExtra           an optional dependency is not installed
    |   |-- MissingCheckpoint      the weights are not on this machine
    |   |-- UnsupportedCheckpoint  the weights are there, but not of a kind scotoma reads
    |   |-- NoTextTower            an image-only encoder was given text
    |   `-- OutOfMemory            a batch that the device has no room for
    `-- InputError                 what was given is not what it should be
        |-- UnreadableSource       a collection that cannot be opened or listed
        |-- EmptyCollection        a collection without a single usable image
        |-- BrokenImage            one image that cannot be decoded (quarantined, not fatal)
        |-- BadSample              a training record that is no conversation with its images
        |-- BadRow                 an embedding row that is zero or not finite
        |-- NoAnswer               one request that a model could not answer (counted as failed, not fatal)
        |-- AskingFailed           every request failed, or inspect_ai gave up
        |-- BrokenFile             a file of ours that is damaged, or of another version
        |-- EditConflict           a row that somebody else changed in the meantime
        |-- RunMismatch            a run folder that holds another collection, encoder or setting
        |-- RunLocked              another process is writing the same run folder
        `-- StoreBusy              the studio's database let no writer in for a long time

A message says what was found and where, what was expected, and what to do next. The command line prints it bare and
exits 2; anything that is not a ScotomaError keeps its traceback.
"""

__all__ = [
    "AskingFailed",
    "BadRow",
    "BadSample",
    "BadThreshold",
    "BrokenFile",
    "BrokenImage",
    "EditConflict",
    "EmptyCollection",
    "InputError",
    "MissingCheckpoint",
    "MissingExtra",
    "NoAnswer",
    "NoTextTower",
    "OutOfMemory",
    "RunLocked",
    "RunMismatch",
    "ScotomaError",
    "ShapeMismatch",
    "StoreBusy",
    "UnknownName",
    "UnreadableSource",
    "UnsupportedCheckpoint",
    "UsageError",
]


class ScotomaError(Exception):
    """The base of every error raised on purpose."""


class UsageError(ScotomaError):
    """What was asked for cannot be done as asked."""


class UnknownName(UsageError):
    """No encoder, kernel or source has that name."""


class BadThreshold(UsageError):
    """A threshold that is not a number in [-1, 1]."""


class ShapeMismatch(UsageError):
    """Arrays that must agree in length or width do not."""


class MissingExtra(UsageError):
    """An optional dependency is not installed."""


class MissingCheckpoint(UsageError):
    """A checkpoint that is not on this machine."""


class UnsupportedCheckpoint(UsageError):
    """A checkpoint of a kind scotoma does not read."""


class NoTextTower(UsageError):
    """Text given to an encoder that reads images only."""


class OutOfMemory(UsageError):
    """A batch that the device has no room for."""


class InputError(ScotomaError):
    """What was given is not what it should be."""


class UnreadableSource(InputError):
    """A collection that cannot be opened or listed."""


class EmptyCollection(InputError):
    """A collection without a single usable image."""


class BrokenImage(InputError):
    """One image that cannot be decoded; `args[0]` is the reason, in a few words."""


class BadRow(InputError):
    """An embedding row that is zero or not finite."""


class BadSample(InputError):
    """A training record that is no conversation with its images."""


class NoAnswer(InputError):
    """One request that a model could not answer."""


class AskingFailed(InputError):
    """Every request failed, or inspect_ai gave up."""


class BrokenFile(InputError):
    """A file of ours that is damaged, or written by another version."""


class EditConflict(InputError):
    """A row that somebody else changed in the meantime."""


class RunMismatch(InputError):
    """A run folder that holds another collection, encoder or setting."""


class RunLocked(InputError):
    """Another process is writing the same run folder."""


class StoreBusy(InputError):
    """The studio's database did not let a writer in for a long time."""
