"""What differs between two versions: contracts, records, texts word by word, and who owns which stretch."""
