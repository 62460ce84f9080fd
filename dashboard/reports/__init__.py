"""Reports of a month or a year: frozen, read over, published and answered."""
