"""Pages on which a lead opens, runs, closes and counts a survey."""
