"""What search finds of records, and the words read in files.

Revision: 0005, after 0004.

SQLite looks words up in a full-text table, PostgreSQL in a column with an index that begins with the service. Records
that are there already are written by the worker, or by `flask search index`.
"""

import logging

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# Words come folded already: this tokenizer parts them at blanks and folds nothing but A to Z.
FULL_TEXT = """
CREATE VIRTUAL TABLE record_fts USING fts5(
  service_id UNINDEXED, record_id UNINDEXED, keys, title, body, files, tokenize = 'ascii', detail = 'column'
)
"""
NO_EXTENSION = (
    "PostgreSQL did not let us make its extension btree_gin (%s). Search works without it, but more slowly where a "
    "database holds many services. To mend it, the database's owner runs CREATE EXTENSION btree_gin; then "
    "DROP INDEX ix_record_words_vector; and "
    "CREATE INDEX ix_record_words_vector ON record_words USING gin (service_id, vector);"
)


def upgrade() -> None:
    """Bring the database forward, keeping what is stored."""
    op.create_table('record_words',
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('file_names', sa.Text(), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('folding', sa.Integer(), nullable=False),
    sa.Column('vector', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=True),
    sa.ForeignKeyConstraint(['service_id', 'id'], ['record.service_id', 'record.id'], name=op.f('fk_record_words_service_id_id_record')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_record_words_service_id_service')),
    sa.PrimaryKeyConstraint('service_id', 'id', name=op.f('pk_record_words'))
    )
    op.create_table('file_reading',
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('is_cut', sa.Boolean(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('folding', sa.Integer(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('read', 'empty', 'unreadable')", name=op.f('ck_file_reading_state')),
    sa.ForeignKeyConstraint(['service_id', 'id'], ['file_revision.service_id', 'file_revision.id'], name=op.f('fk_file_reading_service_id_id_file_revision')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_file_reading_service_id_service')),
    sa.PrimaryKeyConstraint('service_id', 'id', name=op.f('pk_file_reading'))
    )
    op.create_table('file_piece',
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('revision_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['service_id', 'revision_id'], ['file_reading.service_id', 'file_reading.id'], name=op.f('fk_file_piece_service_id_revision_id_file_reading')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_file_piece_service_id_service')),
    sa.PrimaryKeyConstraint('service_id', 'id', name=op.f('pk_file_piece')),
    sa.UniqueConstraint('service_id', 'revision_id', 'number', name=op.f('uq_file_piece_service_id_revision_id_number'))
    )
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(FULL_TEXT)
    else:
        columns = ['service_id', 'vector'] if made_extension() else ['vector']
        op.create_index('ix_record_words_vector', 'record_words', columns, unique=False, postgresql_using='gin')


def made_extension() -> bool:
    """Whether PostgreSQL has the extension that lets an index hold a service beside its words, made now if need be."""
    connection = op.get_bind()
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS btree_gin")
    except sa.exc.DBAPIError as error:
        logging.getLogger("alembic.runtime.migration").warning(NO_EXTENSION, str(error.orig).strip())
        return False
    return True


def downgrade() -> None:
    """Go back to the shape before."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("DROP TABLE record_fts")
    op.drop_table('file_piece')
    op.drop_table('file_reading')
    op.drop_table('record_words')
