"""Why a release takes the place of the one before

Revision: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("releases", sa.Column("reason", sa.String(length=400), nullable=False, server_default=""))
