"""The studio's tables.

Times are texts, ISO 8601 in UTC with milliseconds. A pair is known by the row numbers of its two images in the run, the
smaller first: "12-345"; image 12 is side a, image 345 side b, and row ids of the images lie beside it.
"""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Integer, MetaData, Table, Text, UniqueConstraint

__all__ = [
    "ADJUDICATIONS",
    "DRAFTS",
    "ERRATA",
    "JOURNAL",
    "LABELS",
    "METADATA",
    "PARTICIPANTS",
    "PEOPLE",
    "PROPOSALS",
    "RELEASES",
    "REVIEWS",
    "SESSIONS",
    "SHOWN",
    "STUDIES",
    "STUDY_ANSWERS",
    "WAIVERS",
]

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),  # author | reviewer; an author may do what a reviewer may
    Column("token_sha256", Text, nullable=False, unique=True),
    Column("made_at", Text, nullable=False),
    Column("revoked_at", Text),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token_sha256", Text, primary_key=True),
    Column("person", Integer, ForeignKey("people.id"), nullable=False),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
)

JOURNAL = Table(
    "journal",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("person", Text, nullable=False),  # the name, or "participant 7"
    Column("action", Text, nullable=False),  # what was done, in words: "write the question"
    Column("table_name", Text, nullable=False),
    Column("row_key", JSON, nullable=False),  # {column: value} of the primary key
    Column("before", JSON),  # the whole row, null where there was none
    Column("after", JSON),
    Column("undoes", Integer, ForeignKey("journal.id"), unique=True),
)

LABELS = Table(
    "labels",
    METADATA,
    Column("pair", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("label", Text, nullable=False),  # different | same | unclear
    Column("sample", JSON),  # the cell or thresholds it was drawn from, and the seed; null: not drawn at random
    Column("at", Text, nullable=False),
)

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("pair", Text, primary_key=True),
    Column("image_a", Text, nullable=False),  # the ids of the two images in the run
    Column("image_b", Text, nullable=False),
    Column("position", Integer, nullable=False),  # the order in the benchmark
    Column("state", Text, nullable=False),  # picked | draft | ready | dropped
    Column("question", Text, nullable=False, default=""),
    Column("option_1", Text, nullable=False, default=""),
    Column("option_2", Text, nullable=False, default=""),
    Column("answer_a", Integer),  # 0 or 1: the option right for image a; the other one is right for image b
    Column("patterns", JSON, nullable=False, default=list),  # names of scotoma.patterns, the main one first
    Column("caption_a", Text, nullable=False, default=""),
    Column("caption_b", Text, nullable=False, default=""),
    Column("notes", Text, nullable=False, default=""),
    Column("origin", Text, nullable=False, default="person"),  # person | captions | model:NAME
    Column("accepted", Boolean, nullable=False, default=True),  # False until a person accepts what a model proposed
    Column("author", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("revision", Integer, nullable=False, default=1),  # for edits that meet: a save names the one it began from
)

PROPOSALS = Table(
    "proposals",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # draft | themes | sorting | patterns; the last is one pair's of a sorting
    Column("pairs", JSON, nullable=False),
    Column("model", Text, nullable=False),
    Column("prompt", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("parsed", JSON),
    Column("state", Text, nullable=False),  # open | accepted | refused | unreadable | failed
    Column("person", Text, nullable=False),
    Column("at", Text, nullable=False),
)

WAIVERS = Table(
    "waivers",
    METADATA,
    Column("flag", Text, primary_key=True),  # the flag's stable key: rule and what it is about
    Column("reason", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("at", Text, nullable=False),
)

REVIEWS = Table(
    "reviews",
    METADATA,
    Column("pair", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("revision", Integer, nullable=False),  # of the draft that was reviewed
    Column("answer_a", Integer),  # 0 or 1, -1: cannot tell, null: not asked yet
    Column("answer_b", Integer),
    Column("patterns", JSON, nullable=False, default=list),
    Column("concern", Text, nullable=False, default=""),
    Column("blind", Boolean, nullable=False, default=True),  # False: by the pair's own author, who was alone
    Column("finished_at", Text),  # when the patterns were given; null: begun
    Column("at", Text, nullable=False),
)

ADJUDICATIONS = Table(
    "adjudications",
    METADATA,
    Column("pair", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("decision", Text, nullable=False),  # keep | fix | drop
    Column("reason", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("at", Text, nullable=False),
)

RELEASES = Table(
    "releases",
    METADATA,
    Column("version", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("folder", Text, nullable=False),  # below the run folder
    Column("sha256", Text, nullable=False),
    Column("pairs", Integer, nullable=False),
    Column("settings", JSON, nullable=False, default=dict),  # {seed of the shuffle, warnings gone past, reason}
    Column("person", Text, nullable=False),
    Column("at", Text, nullable=False),
)

ERRATA = Table(
    "errata",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("version", Text, ForeignKey("releases.version"), nullable=False),
    Column("question", Text, nullable=False),  # its id in the release
    Column("old", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("at", Text, nullable=False),
    UniqueConstraint("version", "question"),
)

STUDIES = Table(
    "studies",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("benchmark", Text, nullable=False),  # the folder of the benchmark below the run, or a name
    Column("benchmark_sha256", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("checks", JSON, nullable=False),  # attention checks: [{id, text, options, answer}]
    Column("seed", Integer, nullable=False),
    Column("state", Text, nullable=False),  # open | closed
    Column("person", Text, nullable=False),
    Column("at", Text, nullable=False),
)

PARTICIPANTS = Table(
    "participants",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("study", Integer, ForeignKey("studies.id"), nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, ... within the study: all that an export says of who it was
    Column("token_sha256", Text, nullable=False, unique=True),
    Column("items", JSON, nullable=False),  # what is asked in which order: [{question | check, swapped}]
    Column("made_at", Text, nullable=False),
    Column("consented_at", Text),
    Column("finished_at", Text),
    Column("withdrawn_at", Text),
    UniqueConstraint("study", "number"),
)

SHOWN = Table(
    "shown",
    METADATA,
    Column("participant", Integer, ForeignKey("participants.id"), primary_key=True),
    Column("place", Integer, primary_key=True),  # the place in `items`
    Column("at", Text, nullable=False),  # when its page was first sent
)

STUDY_ANSWERS = Table(
    "study_answers",
    METADATA,
    Column("participant", Integer, ForeignKey("participants.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("item", Text, nullable=False),  # the question's or the check's id
    Column("option", Integer, nullable=False),  # an index into the question's options, whatever order they stood in
    Column("seconds", Float, nullable=False),  # from the page's first sending to the answer, by the server's clock
    Column("visible_seconds", Float),  # while the page was in view, by the browser's; null without JavaScript
    Column("concern", Text, nullable=False, default=""),
    Column("at", Text, nullable=False),
)
