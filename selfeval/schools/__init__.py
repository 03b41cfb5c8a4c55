"""Schools and partnerships: added, called something else, closed, joined."""
