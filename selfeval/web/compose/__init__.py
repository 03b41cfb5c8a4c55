"""Questionnaires of one's own: put together, looked at, published."""
