"""What the commands that work in a studio's database share: the packages it needs, and whose name is noted."""

import contextlib
import getpass
from collections.abc import Iterator

from scotoma.errors import MissingExtra

__all__ = ["account", "needed"]

PACKAGES = {"alembic", "python_multipart", "sqlalchemy", "starlette", "uvicorn"}


@contextlib.contextmanager
def needed() -> Iterator[None]:
    """For imports of the studio: a package that is not there is told by name.

    Raises:
        MissingExtra: one of the studio's packages is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in PACKAGES:
            raise
        raise MissingExtra(f"The studio needs {package}. Install it: pip install 'scotoma[studio]'") from error


def account() -> str:
    """The name of the account that runs the command; "author" where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # as in some containers
        return "author"
