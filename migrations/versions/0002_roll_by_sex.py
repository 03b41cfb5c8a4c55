"""How many girls and boys are on a group's roll, where the school says so

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("groups", sa.Column("roll_girls", sa.Integer(), nullable=True))
    op.add_column("groups", sa.Column("roll_boys", sa.Integer(), nullable=True))
