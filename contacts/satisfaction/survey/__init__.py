"""The page on which a customer answers: public, with the link alone."""
