"""One link for a group: how many cards it may hand out, and how many it has

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
    for name in ("link_serial", "link_cards", "link_taken"):
        op.add_column("groups", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
