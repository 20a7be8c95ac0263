"""Serving an open studio."""

import contextlib
import ipaddress
import socket
from collections.abc import Callable

import uvicorn
from sqlalchemy import select

from scotoma.errors import UsageError
from scotoma.studio.store import Store
from scotoma.studio.store.tables import PEOPLE
from scotoma.studio.web.accounts import add_person, new_link
from scotoma.studio.web.application import create_application
from scotoma.studio.web.studio import AUTHOR, Studio

__all__ = ["author_token", "serve", "shown_host"]

LAST_PORT = 65535
BACKLOG = 512  # uvicorn's is 2048; connections that wait while the server starts
PATIENCE_S = 3  # for requests in hand when the server is told to stop


def author_token(store: Store, name: str) -> str:
    """The token of a new link for the author who starts the studio; their earlier link ends, their sessions go on.

    Raises:
        UsageError: that name is a reviewer's, or cannot be one.
    """
    with store.read() as connection:
        person = connection.execute(select(PEOPLE.c.id, PEOPLE.c.role).where(PEOPLE.c.name == name)).one_or_none()
    if person is None:
        return add_person(store, name, name, AUTHOR)
    if person.role != AUTHOR:
        raise UsageError(
            f"{name} is a reviewer of this studio, and only an author can start it. Choose another --name."
        )
    return new_link(store, name, person.id, end_sessions=False)


def serve(studio: Studio, *, host: str, port: int, name: str, announce: Callable[[str], None]) -> None:
    """Serve the studio until the process is told to stop; `announce` gets the link with which `name` signs in.

    One process: the limit on wrong links is counted in it. Several, behind a proxy, need a PostgreSQL database, and
    count each for itself.

    Raises:
        UsageError: the address cannot be had.
    """
    with _bound(host, port) as bound:
        token = author_token(studio.store, name)
        announce(f"http://{shown_host(host)}:{bound.getsockname()[1]}/login?token={token}")
        config = uvicorn.Config(
            create_application(studio),
            log_level="warning",
            access_log=False,  # the links of people and participants are secrets
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=PATIENCE_S,
        )
        uvicorn.Server(config).run(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    if not 0 <= port <= LAST_PORT:  # some systems take the rest of a division by 65,536
        raise UsageError(f"There is no port {port}: expected one from 1 to {LAST_PORT}, or 0 for any that is free.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
            bound.listen(BACKLOG)  # who opens the link at once is kept waiting, not refused
        except BaseException:
            bound.close()
            raise
    except (OSError, OverflowError, UnicodeError) as error:
        raise UsageError(
            f"{host} port {port} cannot be listened on: {error}. Is another studio there? Choose another --port "
            "(0 takes any that is free), or another --host."
        ) from error
    return bound


def shown_host(host: str) -> str:
    """The host as the link has it; this machine's name where all its addresses are listened on."""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_unspecified:
            return socket.gethostname()
    return f"[{host}]" if ":" in host else host
