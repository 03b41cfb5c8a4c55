"""Languages in which a survey is asked, each accepted by somebody, and translations that a school brought in

Revision: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_languages",
        sa.Column("survey_id", sa.Integer(), sa.ForeignKey("surveys.id"), primary_key=True),
        sa.Column("language", sa.String(20), primary_key=True),
        sa.Column("school_id", sa.Integer(), sa.ForeignKey("schools.id"), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("texts_digest", sa.String(8), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_survey_languages_school_id", "survey_languages", ["school_id"])
    op.create_table(
        "school_translations",
        sa.Column("school_id", sa.Integer(), sa.ForeignKey("schools.id"), primary_key=True),
        sa.Column("language", sa.String(20), primary_key=True),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
    )
