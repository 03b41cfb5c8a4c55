"""What anybody may read: the public page of a school."""
