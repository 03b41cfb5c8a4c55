"""Invented schools by the thousand, released as the product releases, and attackers who read the releases."""
