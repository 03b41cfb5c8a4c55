"""The school year of a survey is where most of its days lie, or what its lead says

Surveys that are released keep the year that they were released in: that of their first day.

Revision: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    year_by = sa.Column("year_by", sa.String(5), nullable=False, server_default="most")
    op.add_column("surveys", year_by)
    op.execute("UPDATE surveys SET year_by = 'first' WHERE id IN (SELECT survey_id FROM releases)")
