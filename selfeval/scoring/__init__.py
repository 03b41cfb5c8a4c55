"""What answers mean: scores, their uncertainty, and what may be shown. Knows neither Flask nor the database."""
