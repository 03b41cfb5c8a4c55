"""What is kept: one module an aggregate, all SQL of the project."""
