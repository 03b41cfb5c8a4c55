"""Whether a restore set an open survey back

Revision: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("surveys", sa.Column("set_back", sa.Boolean(), nullable=False, server_default=sa.false()))
