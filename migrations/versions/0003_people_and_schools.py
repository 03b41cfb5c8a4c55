"""People and schools: one role an account, links, partnerships, and schools with the names they have had

Revision: 0003
Revises: 0002
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FROM_THE_START = dt.date(1900, 1, 1)


def upgrade() -> None:
    _partnerships()
    _identities()
    _accounts()
    _links()


def _partnerships() -> None:
    op.create_table(
        "partnerships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnerships")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("shares_earlier", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_memberships_partnership_id_partnerships")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_memberships_school_id_schools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "partnership_id",
            "school_id",
            "joined_on",
            name=op.f("uq_memberships_partnership_id_school_id_joined_on"),
        ),
    )
    op.create_index(op.f("ix_memberships_partnership_id"), "memberships", ["partnership_id"])
    op.create_index(op.f("ix_memberships_school_id"), "memberships", ["school_id"])


def _identities() -> None:
    """A school's name moves into its first identity."""
    identities = op.create_table(
        "identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("urn", sa.String(length=6), nullable=True),
        sa.Column("phase", sa.String(length=2), nullable=True),
        sa.Column("authority", sa.String(length=3), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_identities_school_id_schools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("school_id", "begins_on", name=op.f("uq_identities_school_id_begins_on")),
    )
    for column in ("name", "school_id", "urn"):
        op.create_index(op.f(f"ix_identities_{column}"), "identities", [column])
    schools = sa.table("schools", sa.column("id"), sa.column("name"))
    first = sa.select(schools.c.id, sa.literal(FROM_THE_START, sa.Date()), schools.c.name)
    op.execute(sa.insert(identities).from_select(["school_id", "begins_on", "name"], first))
    op.drop_column("schools", "name")
    op.add_column("schools", sa.Column("closed_on", sa.Date(), nullable=True))


def _accounts() -> None:
    """Of several roles that an account had, the lead's counts."""
    op.add_column(
        "accounts",
        sa.Column(
            "partnership_id",
            sa.Integer(),
            sa.ForeignKey("partnerships.id", name=op.f("fk_accounts_partnership_id_partnerships")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_accounts_partnership_id"), "accounts", ["partnership_id"])
    op.add_column(
        "accounts", sa.Column("role", sa.String(length=10), nullable=False, server_default="leader")
    )
    op.execute(
        "UPDATE accounts SET role = 'lead' WHERE id IN (SELECT account_id FROM account_roles "
        "JOIN roles ON roles.id = account_roles.role_id WHERE roles.name = 'lead')"
    )
    if op.get_bind().dialect.name != "sqlite":  # there it stays: taking it away means making the table anew
        op.alter_column("accounts", "role", server_default=None)
    op.drop_table("account_roles")
    op.drop_table("roles")


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_links_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_links_partnership_id_partnerships")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_links_school_id_schools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("account_id", name=op.f("uq_links_account_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_links_digest")),
    )
    op.create_index(op.f("ix_links_partnership_id"), "links", ["partnership_id"])
    op.create_index(op.f("ix_links_school_id"), "links", ["school_id"])
