"""Records can be listed by title, and by when they were added or changed."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROWS_AT_ONCE = 500
INDEXES = {"ix_record_title": "title_key", "ix_record_created": "created_at", "ix_record_updated": "updated_at"}

record = sa.table(
    "record",
    sa.column("service_id", sa.Uuid()),
    sa.column("id", sa.Uuid()),
    sa.column("title", sa.Text()),
    sa.column("title_key", sa.Text()),
)


def upgrade() -> None:
    bytewise = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.add_column("record", sa.Column("title_key", bytewise, nullable=False, server_default=""))
    _fill()
    for name, column in INDEXES.items():
        op.create_index(name, "record", ["service_id", "kind", column, "id"])


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="record")
    with op.batch_alter_table("record") as batch:
        batch.drop_column("title_key")


def title_key(title: str) -> str:
    """As records were put in order by title when this step was made."""
    apart = unicodedata.normalize("NFKD", title).casefold()
    letters = "".join(sign if sign.isalnum() else " " for sign in apart if not unicodedata.combining(sign))
    numbered = re.sub(r"[0-9]+", lambda found: found[0].zfill(8), letters)
    return " ".join(numbered.split())[:200]


def _fill() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(record.c.service_id, record.c.id, record.c.title)).all()
    change = (
        sa.update(record)
        .where(record.c.service_id == sa.bindparam("of_service"), record.c.id == sa.bindparam("of_id"))
        .values(title_key=sa.bindparam("key"))
    )
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        connection.execute(change, [{"of_service": s, "of_id": i, "key": title_key(t)} for s, i, t in some])
