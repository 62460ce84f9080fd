"""What a document is made of (tables, pictures, tiles, text) and what is made of it: pages, PDF and
spreadsheets. It knows no figures of its own."""
