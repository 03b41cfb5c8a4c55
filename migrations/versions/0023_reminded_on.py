"""When the owner of an area was last reminded of it

Revision: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("area_plans", sa.Column("reminded_on", sa.Date(), nullable=True))
