"""Which opened page saved a judgement last: only its own further typing replaces a text without a copy

Revision: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "judgements", sa.Column("opening", sa.String(16), nullable=False, server_default=sa.text("''"))
    )
