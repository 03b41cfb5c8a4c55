"""How a release is shown: outline, charts, tables."""
