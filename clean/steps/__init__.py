"""General cleaning steps, one file each: `*.toml` are rules as data, `*.py` are those that need code."""
