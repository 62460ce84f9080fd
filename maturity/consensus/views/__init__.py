"""The pages of the group: everything, a pillar, one statement, the big screen, the end."""
