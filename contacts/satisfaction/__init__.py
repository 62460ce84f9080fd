"""Klanttevredenheid: who is asked, what they answer, and who reads that."""
