"""What is measured: the YAML catalogue, its typed model, the rules that check it, and the compiler to queries."""
