"""A point may begin a new series, and a metric may count the same person more than once

Revision: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("metrics", sa.Column("repeats", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(
        "metric_points", sa.Column("new_series", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
