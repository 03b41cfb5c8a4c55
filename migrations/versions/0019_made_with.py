"""Which secret of the key folder the app of an account was set up with

Unknown (empty) for those of earlier versions until their next right code.

Revision: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("second_factors", sa.Column("made_with", sa.String(16), nullable=False, server_default=""))
