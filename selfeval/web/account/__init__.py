"""Setting up, signing in, signing out."""
