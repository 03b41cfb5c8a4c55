"""Pages on which a lead plans, opens, closes and counts a survey."""
