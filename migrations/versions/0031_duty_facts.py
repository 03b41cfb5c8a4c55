"""What the equality duty's dates follow from, and the last day of a school's own term

Revision: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("editions", sa.Column("ends_on", sa.Date(), nullable=True))
    op.create_table(
        "duty_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("information_on", sa.Date(), nullable=True),
        sa.Column("address", sa.String(400), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("by_account", sa.Integer(), nullable=True),
        sa.Column("by_role", sa.String(10), nullable=True),
        sa.Column("by_place", sa.String(120), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_duty_facts_school_id_schools")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_duty_facts_partnership_id_partnerships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_facts")),
    )
    op.create_index(op.f("ix_duty_facts_school_id"), "duty_facts", ["school_id"])
    op.create_index(op.f("ix_duty_facts_partnership_id"), "duty_facts", ["partnership_id"])
