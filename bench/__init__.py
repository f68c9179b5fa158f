"""Speed and memory of the cleaning build, against a floor and against another tool."""
