"""Exporting: a published version in the forms that other tools read."""
