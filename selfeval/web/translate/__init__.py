"""Translations: what is missing or old, as a file for a translator, and back."""
