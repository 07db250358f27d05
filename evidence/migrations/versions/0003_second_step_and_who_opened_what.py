"""A second step for signing in, sign-ins by device, limits without signing in, and who opened what.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database forward, keeping what is stored."""
    op.create_table('request_count',
    sa.Column('address_digest', sa.String(length=64), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('address_digest', 'what', 'began_at', name=op.f('pk_request_count'))
    )
    with op.batch_alter_table('request_count', schema=None) as batch_op:
        batch_op.create_index('ix_request_count_began_at', ['began_at'], unique=False)

    op.create_table('opening',
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_opening_account_id_account')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_opening_service_id_service')),
    sa.PrimaryKeyConstraint('service_id', 'id', name=op.f('pk_opening'))
    )
    with op.batch_alter_table('opening', schema=None) as batch_op:
        batch_op.create_index('ix_opening_at', ['at'], unique=False)
        batch_op.create_index('ix_opening_person', ['service_id', 'account_id', 'at'], unique=False)
        batch_op.create_index('ix_opening_subject', ['service_id', 'subject', 'at'], unique=False)

    op.create_table('passkey',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=False),
    sa.Column('transports', sa.JSON(), nullable=True),
    sa.Column('backup_state', sa.Boolean(), nullable=False),
    sa.Column('device_type', sa.Text(), nullable=False),
    sa.Column('extensions', sa.Text(), nullable=True),
    sa.Column('usage', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lastuse_datetime', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_passkey_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('account_id', 'name', name=op.f('uq_passkey_account_id_name')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id'))
    )
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tf_primary_method', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('tf_totp_secret', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('totp_last_counter', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('mf_recovery_codes', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('fs_webauthn_user_handle', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('second_step_by', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('second_step_reset_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('second_step_reset_by', sa.Text(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_account_fs_webauthn_user_handle'), ['fs_webauthn_user_handle'])

    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_person', ['service_id', 'person_id', 'number'], unique=False)
        batch_op.create_index('ix_audit_entry_recorded_at', ['service_id', 'recorded_at'], unique=False)

    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('device', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('second_step', sa.Text(), nullable=True))



def downgrade() -> None:
    """Go back to the shape before."""
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_column('second_step')
        batch_op.drop_column('device')
        batch_op.drop_column('seen_at')

    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_recorded_at')
        batch_op.drop_index('ix_audit_entry_person')

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_account_fs_webauthn_user_handle'), type_='unique')
        batch_op.drop_column('second_step_reset_by')
        batch_op.drop_column('second_step_reset_at')
        batch_op.drop_column('second_step_by')
        batch_op.drop_column('fs_webauthn_user_handle')
        batch_op.drop_column('mf_recovery_codes')
        batch_op.drop_column('totp_last_counter')
        batch_op.drop_column('tf_totp_secret')
        batch_op.drop_column('tf_primary_method')

    op.drop_table('passkey')
    with op.batch_alter_table('opening', schema=None) as batch_op:
        batch_op.drop_index('ix_opening_subject')
        batch_op.drop_index('ix_opening_person')
        batch_op.drop_index('ix_opening_at')

    op.drop_table('opening')
    with op.batch_alter_table('request_count', schema=None) as batch_op:
        batch_op.drop_index('ix_request_count_began_at')

    op.drop_table('request_count')
