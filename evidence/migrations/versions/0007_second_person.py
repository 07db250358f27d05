"""Who has checked which version of a record."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_check",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by_id"], ["account.id"], name=op.f("fk_record_check_checked_by_id_account")),
        sa.ForeignKeyConstraint(
            ["service_id", "record_id", "version"],
            ["record_version.service_id", "record_version.record_id", "record_version.number"],
            name=op.f("fk_record_check_service_id_record_id_version_record_version"),
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_record_check_service_id_service")),
        sa.PrimaryKeyConstraint("service_id", "id", name=op.f("pk_record_check")),
    )
    op.create_index("ix_record_check_version", "record_check", ["service_id", "record_id", "version"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_record_check_version", table_name="record_check")
    op.drop_table("record_check")
