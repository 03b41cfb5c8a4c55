"""How questions are tried out, and the sheets for it."""
