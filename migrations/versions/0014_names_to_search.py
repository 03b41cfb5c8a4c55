"""Names of schools as they are searched for

Revision: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from selfeval.english import folded

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("identities", sa.Column("folded", sa.String(240), nullable=False, server_default=""))
    op.create_index("ix_identities_folded", "identities", ["folded"])
    identities = sa.table("identities", sa.column("id"), sa.column("name"), sa.column("folded"))
    named = op.get_bind().execute(sa.select(identities.c.id, identities.c.name)).all()
    for number, name in named:
        kept = sa.update(identities).where(identities.c.id == number).values(folded=folded(name)[:240])
        op.get_bind().execute(kept)
