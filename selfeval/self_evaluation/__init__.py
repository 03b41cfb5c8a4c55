"""The self-evaluation of a school: rate, agree, look back."""
