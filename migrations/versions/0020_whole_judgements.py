"""Whole judgements: evidence, next steps, several people, sign-off

Revision: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("added_by", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account", sa.Integer(), nullable=True),
        sa.Column("by_role", sa.String(length=10), nullable=True),
        sa.Column("by_place", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_evidence_school_id_schools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_school_id"), "evidence", ["school_id"])

    op.create_table(
        "area_plans",
        sa.Column("self_evaluation_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=60), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_area_plans_account_id_accounts"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_area_plans_school_id_schools")),
        sa.ForeignKeyConstraint(
            ["self_evaluation_id"],
            ["self_evaluations.id"],
            name=op.f("fk_area_plans_self_evaluation_id_self_evaluations"),
        ),
        sa.PrimaryKeyConstraint("self_evaluation_id", "area", name=op.f("pk_area_plans")),
    )
    op.create_index(op.f("ix_area_plans_school_id"), "area_plans", ["school_id"])

    op.create_table(
        "evidence_files",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_files_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_evidence_files_school_id_schools")
        ),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_evidence_files")),
    )
    op.create_index(op.f("ix_evidence_files_school_id"), "evidence_files", ["school_id"])

    op.create_table(
        "evidence_uses",
        sa.Column("self_evaluation_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_uses_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_evidence_uses_school_id_schools")
        ),
        sa.ForeignKeyConstraint(
            ["self_evaluation_id"],
            ["self_evaluations.id"],
            name=op.f("fk_evidence_uses_self_evaluation_id_self_evaluations"),
        ),
        sa.PrimaryKeyConstraint(
            "self_evaluation_id", "indicator", "evidence_id", name=op.f("pk_evidence_uses")
        ),
    )
    op.create_index(op.f("ix_evidence_uses_evidence_id"), "evidence_uses", ["evidence_id"])
    op.create_index(op.f("ix_evidence_uses_school_id"), "evidence_uses", ["school_id"])

    op.create_table(
        "own_ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("self_evaluation_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_own_ratings_account_id_accounts"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_own_ratings_school_id_schools")),
        sa.ForeignKeyConstraint(
            ["self_evaluation_id"],
            ["self_evaluations.id"],
            name=op.f("fk_own_ratings_self_evaluation_id_self_evaluations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_ratings")),
        sa.UniqueConstraint(
            "self_evaluation_id",
            "indicator",
            "account_id",
            name=op.f("uq_own_ratings_self_evaluation_id_indicator_account_id"),
        ),
    )
    op.create_index(op.f("ix_own_ratings_school_id"), "own_ratings", ["school_id"])
    op.create_index(op.f("ix_own_ratings_self_evaluation_id"), "own_ratings", ["self_evaluation_id"])

    op.create_table(
        "review_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("self_evaluation_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("minute", sa.String(length=120), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account", sa.Integer(), nullable=True),
        sa.Column("by_role", sa.String(length=10), nullable=True),
        sa.Column("by_place", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_review_steps_school_id_schools")
        ),
        sa.ForeignKeyConstraint(
            ["self_evaluation_id"],
            ["self_evaluations.id"],
            name=op.f("fk_review_steps_self_evaluation_id_self_evaluations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_steps")),
    )
    op.create_index(op.f("ix_review_steps_school_id"), "review_steps", ["school_id"])
    op.create_index(op.f("ix_review_steps_self_evaluation_id"), "review_steps", ["self_evaluation_id"])

    op.create_table(
        "signed_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("self_evaluation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_signed_revisions_school_id_schools")
        ),
        sa.ForeignKeyConstraint(
            ["self_evaluation_id"],
            ["self_evaluations.id"],
            name=op.f("fk_signed_revisions_self_evaluation_id_self_evaluations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_revisions")),
        sa.UniqueConstraint(
            "self_evaluation_id", "number", name=op.f("uq_signed_revisions_self_evaluation_id_number")
        ),
    )
    op.create_index(op.f("ix_signed_revisions_school_id"), "signed_revisions", ["school_id"])
    op.create_index(
        op.f("ix_signed_revisions_self_evaluation_id"), "signed_revisions", ["self_evaluation_id"]
    )

    op.create_table(
        "superseded_judgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("judgement_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("rated_by", sa.String(length=120), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgements.id"], name=op.f("fk_superseded_judgements_judgement_id_judgements")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_superseded_judgements_school_id_schools")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_superseded_judgements")),
        sa.UniqueConstraint(
            "judgement_id", "version", name=op.f("uq_superseded_judgements_judgement_id_version")
        ),
    )
    op.create_index(op.f("ix_superseded_judgements_judgement_id"), "superseded_judgements", ["judgement_id"])
    op.create_index(op.f("ix_superseded_judgements_school_id"), "superseded_judgements", ["school_id"])

    op.add_column(
        "judgements", sa.Column("strength", sa.String(length=20), server_default="", nullable=False)
    )
    op.add_column("judgements", sa.Column("explanation", sa.Text(), server_default="", nullable=False))
    op.add_column("judgements", sa.Column("next_step", sa.Text(), server_default="", nullable=False))
    op.add_column("judgements", sa.Column("owner", sa.String(length=120), server_default="", nullable=False))
    op.add_column("judgements", sa.Column("due", sa.Date(), nullable=True))
    op.add_column("judgements", sa.Column("tag_ids", sa.Text(), server_default="", nullable=False))

    op.add_column(
        "self_evaluations", sa.Column("state", sa.String(length=12), server_default="draft", nullable=False)
    )
    op.add_column("self_evaluations", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.add_column(
        "self_evaluations", sa.Column("rated_apart", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("self_evaluations", sa.Column("sign_off_by", sa.Date(), nullable=True))
    op.add_column(
        "self_evaluations",
        sa.Column("brought_in_from", sa.String(length=200), server_default="", nullable=False),
    )
