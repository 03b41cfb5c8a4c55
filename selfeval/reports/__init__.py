"""How a release is shown: sentences, tables, charts, printed pages."""
