"""Who has an account: inviting people, changing what they may do, and the log of what was done."""
