"""From a result to what is done about it: targets, improvement actions, and how they go."""
