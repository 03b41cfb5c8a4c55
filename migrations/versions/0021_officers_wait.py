"""From when on an officer reads who was let in by whoever runs the service

Revision: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("reads_after", sa.DateTime(timezone=True), nullable=True))
