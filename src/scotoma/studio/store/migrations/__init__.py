"""The revisions of the studio's tables, and bringing a database to the last of them."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from scotoma.errors import BrokenFile

__all__ = ["bring_up_to_date"]


def bring_up_to_date(connection: Connection, shown: str) -> None:
    """Run the revisions that the database has not had, within the connection's transaction: all of them or none.

    `shown` names the database in messages.

    Raises:
        BrokenFile: the database had a revision that this scotoma does not know.
    """
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    here = str(Path(__file__).parent)
    scripts = ScriptDirectory(here, version_locations=[here])
    context = MigrationContext.configure(connection)
    current = context.get_current_revision()
    known: dict[str, Any] = {script.revision: script for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise BrokenFile(
            f"{shown} has the studio's tables of revision {current}; this scotoma knows revisions up to "
            f"{scripts.get_current_head()}. A newer scotoma wrote it: use that one, or another --database. Nothing was "
            "changed."
        )
    with Operations.context(context):
        for script in reversed(list(scripts.iterate_revisions("head", current or "base"))):
            script.module.upgrade()
            context.stamp(scripts, script.revision)
