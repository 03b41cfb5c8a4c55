"""The mark of answers that were brought in, so that the same ones are not brought in twice

Revision: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rounds", sa.Column("answers_mark", sa.String(64), nullable=True))
