"""Pages: one package for each kind of person."""
