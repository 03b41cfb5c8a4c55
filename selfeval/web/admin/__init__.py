"""What an operator looks after: schools, partnerships, people who cannot sign in. No figure, no answer."""
