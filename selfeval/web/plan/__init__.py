"""Pages on which a lead plans a survey."""
