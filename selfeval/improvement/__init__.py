"""From a finding to doing something, and to knowing whether it worked: objectives, actions, metrics."""
