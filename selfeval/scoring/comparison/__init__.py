"""One round set against others: changes, trends, revised questionnaires, voices."""
