"""The measured jobs, each run as a program in a process of its own."""
