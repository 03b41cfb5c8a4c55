"""What a release holds, as plain data: estimates, findings, comparisons. Reading them needs no numpy."""
