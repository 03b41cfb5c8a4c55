"""The figures of a partnership: its schools' sums added up, audited against what each school tells."""
