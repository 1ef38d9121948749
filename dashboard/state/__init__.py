"""What the server remembers between two runs of the script: cached figures, who is looking, filters, drafts."""
