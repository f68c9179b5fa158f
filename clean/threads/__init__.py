"""Comment threads: where they stand in a page, who answers whom, and what of a comment is its text."""
