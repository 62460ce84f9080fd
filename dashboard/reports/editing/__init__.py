"""What the KCC manager does with a report: reading it over, adding words, publishing, mending."""
