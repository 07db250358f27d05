"""How long evidence of each kind stays good, where a service has chosen it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shelf_life",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_kind", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days >= 0", name=op.f("ck_shelf_life_days")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_shelf_life_service_id_service")),
        sa.PrimaryKeyConstraint("service_id", "id", name=op.f("pk_shelf_life")),
        sa.UniqueConstraint("service_id", "item_kind", name=op.f("uq_shelf_life_service_id_item_kind")),
    )


def downgrade() -> None:
    op.drop_table("shelf_life")
