"""How strongly a piece of evidence backs an indicator

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
    op.add_column(
        "evidence_uses", sa.Column("strength", sa.String(length=20), nullable=False, server_default="")
    )
