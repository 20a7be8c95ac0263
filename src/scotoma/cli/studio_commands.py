"""The command `studio`: the pages on which people turn a run's pairs into a benchmark."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from scotoma.cli.commands import app
from scotoma.cli.output import say
from scotoma.cli.studio_extra import account, needed

__all__ = ["studio"]


@app.command
def studio(
    run: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    database: str | None = None,
    name: str | None = None,
    allow_host: Annotated[tuple[str, ...], Parameter(negative=())] = (),
    open_browser: Annotated[bool, Parameter(name="--open", negative=())] = False,
) -> None:
    """Serve a run's studio: look at its pairs, write questions, check, review and release them, and ask people.

    Prints the link with which to sign in, and serves until it is stopped with Ctrl-C. Everything is kept in
    RUN/studio as soon as it is sent; a studio that was killed goes on where it was.

    Parameters
    ----------
    run
        The run folder, as `scotoma find` made it.
    host
        The address to listen on. By default this machine alone can reach the studio.
    port
        The port to listen on; 0 takes any that is free.
    database
        Keep what people do in another database: an SQLAlchemy URL such as postgresql+psycopg://user@host/name.
    name
        Your name, as the history shall show it; by default that of your account.
    allow_host
        Also answer under this host name, for a studio behind a proxy or on a network.
    open_browser
        Open the link in a browser.
    """
    with needed():
        from scotoma.studio.opening import open_studio
        from scotoma.studio.serving import serve, shown_host
        from scotoma.studio.web.studio import Settings

    def announce(link: str) -> None:
        say(f"The studio of {run} is open at\n\n    {link}\n\nThe link signs you in: keep it. Stop with Ctrl-C.")
        sys.stdout.flush()  # whoever reads it through a pipe waits for it
        if open_browser:
            _browse(link)

    local = host in ("localhost", "127.0.0.1", "::1")
    settings = Settings(hosts=(host, shown_host(host).lower(), *allow_host), any_address=not local)
    with open_studio(run, database=database, settings=settings) as opened:
        serve(opened, host=host, port=port, name=name or account(), announce=announce)


def _browse(link: str) -> None:
    import webbrowser

    webbrowser.open(link)
