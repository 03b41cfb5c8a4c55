"""A fictional trust with three schools and three yearly rounds, made by the same steps as a real one."""
