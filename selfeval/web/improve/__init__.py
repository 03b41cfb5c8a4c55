"""The action plan: objectives, actions and milestones, what owners write of them, and its editions."""
