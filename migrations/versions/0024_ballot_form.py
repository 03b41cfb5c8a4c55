"""What the ballots of a round are bound to: those of rounds that were opened before know no group

Revision: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rounds") as rounds:
        rounds.add_column(sa.Column("ballot_form", sa.SmallInteger(), nullable=False, server_default="1"))
