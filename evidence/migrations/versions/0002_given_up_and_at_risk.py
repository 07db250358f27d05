"""Rounds given up, and whether anyone is at risk.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward, keeping what is stored."""
    op.create_table('risk_answer',
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('is_at_risk', sa.Boolean(), nullable=False),
    sa.Column('done', sa.Text(), nullable=False),
    sa.Column('statement_keys', sa.JSON(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_by_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("NOT is_at_risk OR done <> ''", name=op.f('ck_risk_answer_done')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_risk_answer_answered_by_id_account')),
    sa.ForeignKeyConstraint(['service_id', 'round_id'], ['round.service_id', 'round.id'], name=op.f('fk_risk_answer_service_id_round_id_round')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_risk_answer_service_id_service')),
    sa.PrimaryKeyConstraint('service_id', 'id', name=op.f('pk_risk_answer'))
    )
    with op.batch_alter_table('risk_answer', schema=None) as batch_op:
        batch_op.create_index('ix_risk_answer_line', ['service_id', 'round_id', 'code', 'answered_at'], unique=False)

    with op.batch_alter_table('characteristic_answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('harm_since', sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE characteristic_answer SET harm_since = answered_at "
        "WHERE value IN ('us', 'partly') AND statement_key LIKE '%.inadequate.%'"
    )

    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('breach_decided_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('breach_decided_by_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('given_up_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('given_up_by_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('given_up_reason', sa.Text(), server_default='', nullable=False))
        batch_op.create_check_constraint('given_up_reason', "state <> 'abandoned' OR given_up_reason <> ''")
        batch_op.create_foreign_key(batch_op.f('fk_round_given_up_by_id_account'), 'account', ['given_up_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_round_breach_decided_by_id_account'), 'account', ['breach_decided_by_id'], ['id'])


def downgrade() -> None:
    """Go back to the shape before."""
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_round_given_up_reason'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_round_breach_decided_by_id_account'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_round_given_up_by_id_account'), type_='foreignkey')
        batch_op.drop_column('given_up_reason')
        batch_op.drop_column('given_up_by_id')
        batch_op.drop_column('given_up_at')
        batch_op.drop_column('breach_decided_by_id')
        batch_op.drop_column('breach_decided_at')

    with op.batch_alter_table('characteristic_answer', schema=None) as batch_op:
        batch_op.drop_column('harm_since')

    with op.batch_alter_table('risk_answer', schema=None) as batch_op:
        batch_op.drop_index('ix_risk_answer_line')

    op.drop_table('risk_answer')