"""Pages for print: a tagged PDF that a screen reader can follow, made of blocks, with figures as vectors."""
