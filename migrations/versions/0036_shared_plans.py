"""A school may let its partnership read its action plan

Revision: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "memberships", sa.Column("shares_plan", sa.Boolean(), nullable=False, server_default=sa.false())
    )
