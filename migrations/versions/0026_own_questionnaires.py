"""Questionnaires of one's own: drafts, published versions, and the words that a definition was asked in

Revision: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("definitions", sa.Column("words", sa.Text(), nullable=True))
    op.create_table(
        "own_questionnaires",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("questionnaire", sa.String(60), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"]),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnerships.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_own_questionnaires_school_id", "own_questionnaires", ["school_id"])
    op.create_index("ix_own_questionnaires_partnership_id", "own_questionnaires", ["partnership_id"])
    op.create_table(
        "own_versions",
        sa.Column("own_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("composition", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["own_id"], ["own_questionnaires.id"]),
        sa.ForeignKeyConstraint(["digest"], ["definitions.digest"]),
        sa.PrimaryKeyConstraint("own_id", "number"),
    )
