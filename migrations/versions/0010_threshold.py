"""How few people a school shows nothing about, by survey

Revision: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("surveys", sa.Column("threshold", sa.Integer(), nullable=False, server_default="10"))
