"""The line model: what it sees of a line, the trees that judge it, and how they are grown."""
