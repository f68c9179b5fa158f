"""Documents whose figures come from a published version: the datasheet, the data card, and their pictures."""
