"""What is told to people around a survey."""
