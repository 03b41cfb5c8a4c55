"""Names that a school types once for its notices, and the day until which parents say no

Revision: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_details",
        sa.Column("school_id", sa.Integer(), sa.ForeignKey("schools.id"), primary_key=True),
        sa.Column("safeguarding_lead", sa.String(160), nullable=False),
        sa.Column("contact", sa.String(160), nullable=False),
        sa.Column("controller", sa.String(160), nullable=False),
        sa.Column("data_officer", sa.String(160), nullable=False),
    )
    op.add_column("surveys", sa.Column("say_no_by", sa.Date(), nullable=True))
