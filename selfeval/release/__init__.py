"""The one door from the responses of a counted survey to its frozen release."""
