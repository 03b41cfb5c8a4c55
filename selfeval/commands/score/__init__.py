"""`selfeval score`: files in, findings out, on the screen, as CSV or as JSON."""
