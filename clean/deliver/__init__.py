"""Delivering: a published version's folder to the places that serve it, complete or recognisably not yet."""
