"""What answers mean: scores and how sure they are. Knows no Flask and no database."""
