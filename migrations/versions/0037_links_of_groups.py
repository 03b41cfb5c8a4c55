"""One link for a group: how many cards it may hand out, and how many it has

Revision: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("link_serial", "link_cards", "link_taken"):
        op.add_column("groups", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
