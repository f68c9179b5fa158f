"""Scoring: how far cleaned articles and rebuilt threads agree with labelled pages."""
