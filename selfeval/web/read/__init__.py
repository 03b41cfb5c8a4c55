"""Pages on which leaders read released findings."""
