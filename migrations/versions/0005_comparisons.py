"""Baselines that a lead has moved, and the smallest change that counts for a survey

Revision: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("surveys", sa.Column("smallest_change", sa.Integer(), nullable=False, server_default="3"))
    op.create_table(
        "baselines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(length=60), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_baselines_school_id_schools")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_baselines_survey_id_surveys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baselines")),
    )
    op.create_index(op.f("ix_baselines_school_id"), "baselines", ["school_id"])
    op.create_index(op.f("ix_baselines_survey_id"), "baselines", ["survey_id"])
