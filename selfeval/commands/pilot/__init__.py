"""`selfeval pilot`: whether the questions of a pilot can be kept."""
