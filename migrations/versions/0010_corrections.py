"""Why a release takes the place of the one before

Revision: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("releases", sa.Column("reason", sa.String(length=400), nullable=False, server_default=""))
