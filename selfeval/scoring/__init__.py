"""What answers mean: scores, how sure they are, and what may be shown. Knows no Flask and no database."""
