"""Keeping what a school has entrusted: backups made and restored, things deleted in time, dated work."""
