"""Keeping what a school has entrusted: keys watched, backups made and restored, things deleted in time."""
