"""Who has an account: inviting people, changing what they may do, passwords and second factors."""
