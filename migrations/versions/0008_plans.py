"""The rolls of merged years by year, and who decided on more personal questions

Revision: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("groups", sa.Column("by_year", sa.JSON(), nullable=True))
    op.add_column("surveys", sa.Column("decided", sa.String(200), nullable=False, server_default=""))
