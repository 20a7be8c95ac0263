"""Who may come in: people with a link each, and the sessions that a link begins. Only hashes of secrets are stored."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select

from scotoma.errors import EditConflict, UsageError
from scotoma.studio.store import Store
from scotoma.studio.store.tables import PEOPLE, SESSIONS
from scotoma.studio.web.studio import AUTHOR, REVIEWER, Person

__all__ = [
    "add_person", "begin_session", "csrf_of", "end_session", "find_person", "hashed", "new_link", "new_token", "revoke",
]  # fmt: skip

LONGEST_NAME = 80


def new_token() -> str:
    """A secret of 256 bits that can stand in a URL."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What is stored of a token: it can be recognised by it, not made from it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def csrf_of(session: str) -> str:
    """The secret that a session's forms carry; a page of another origin cannot know it."""
    return hashlib.sha256(f"csrf {session}".encode("utf-8", "replace")).hexdigest()


def add_person(store: Store, by: str, name: str, role: str) -> str:
    """Let somebody in, and give the token of their link: it is shown once and stored nowhere.

    Raises:
        EditConflict: somebody of that name is there already.
        UsageError: the name is empty or too long, or there is no such role.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"The name has {len(name)} characters; expected 1 to {LONGEST_NAME} that can be printed.")
    if role not in (AUTHOR, REVIEWER):
        raise UsageError(f"The role is {role!r}; expected {AUTHOR} or {REVIEWER}.")
    token = new_token()
    with store.begin(by) as change:
        if change.connection.execute(select(PEOPLE.c.id).where(PEOPLE.c.name == name)).first():
            raise EditConflict(f"There is somebody named {name} already. Choose another name, or give them a new link.")
        values = {"name": name, "role": role, "token_sha256": hashed(token), "made_at": store.now()}
        change.insert(PEOPLE, values, action=f"add the {role} {name}")
    return token


def new_link(store: Store, by: str, person: int, *, end_sessions: bool = True) -> str:
    """The token of a new link for somebody: their old link ends, and their open sessions too unless they are to stay;
    a revoked person may come in again.

    Raises:
        EditConflict: there is nobody with that number.
    """
    token = new_token()
    with store.begin(by) as change:
        values = {"token_sha256": hashed(token), "revoked_at": None}
        change.update(PEOPLE, {"id": person}, values, action="give a new link")
        if end_sessions:
            change.connection.execute(delete(SESSIONS).where(SESSIONS.c.person == person))
    return token


def revoke(store: Store, by: str, person: int) -> None:
    """Let somebody in no more: their link is refused and their open sessions end. What they did stays.

    Raises:
        EditConflict: there is nobody with that number.
    """
    with store.begin(by) as change:
        change.update(PEOPLE, {"id": person}, {"revoked_at": store.now()}, action="revoke the link")
        change.connection.execute(delete(SESSIONS).where(SESSIONS.c.person == person))


def begin_session(store: Store, token: str, *, days: int) -> str | None:
    """A session's secret for whom the link's token belongs to; None if the token is wrong or revoked."""
    session, begun = new_token(), datetime.now(UTC)
    with store.begin("studio") as change:
        wanted = select(PEOPLE.c.id).where(PEOPLE.c.token_sha256 == hashed(token), PEOPLE.c.revoked_at.is_(None))
        person = change.connection.execute(wanted).scalar()
        if person is None:
            return None
        change.connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= store.now()))
        expires = (begun + timedelta(days=days)).isoformat(timespec="milliseconds")
        values = {"token_sha256": hashed(session), "person": person, "made_at": store.now(), "expires_at": expires}
        change.connection.execute(insert(SESSIONS).values(**values))
    return session


def find_person(store: Store, session: str) -> Person | None:
    """Who is signed in with this session; None where it is unknown, has expired, or its person was revoked."""
    wanted = (
        select(PEOPLE.c.name, PEOPLE.c.role)
        .join(SESSIONS, SESSIONS.c.person == PEOPLE.c.id)
        .where(SESSIONS.c.token_sha256 == hashed(session), SESSIONS.c.expires_at > store.now())
        .where(PEOPLE.c.revoked_at.is_(None))
    )
    with store.read() as connection:
        row = connection.execute(wanted).one_or_none()
    return None if row is None else Person(*row)


def end_session(store: Store, session: str) -> None:
    """Sign out: the session's secret is worth nothing afterwards."""
    with store.begin("studio") as change:
        change.connection.execute(delete(SESSIONS).where(SESSIONS.c.token_sha256 == hashed(session)))
