"""Running a survey: plan, open, answer, count."""
