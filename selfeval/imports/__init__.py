"""Files and lists that people have: rolls, answers gathered elsewhere, the national register."""
