"""The start page: where the year stands and what to do next."""
