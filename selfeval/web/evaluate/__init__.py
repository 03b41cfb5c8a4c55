"""Pages on which leaders rate the indicators."""
