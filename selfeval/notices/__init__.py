"""What is told to people around a survey: helplines, the notice for parents, the sheets that are printed."""
