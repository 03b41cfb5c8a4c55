"""How strongly a piece of evidence backs an indicator

Revision: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "evidence_uses", sa.Column("strength", sa.String(length=20), nullable=False, server_default="")
    )
