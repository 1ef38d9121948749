"""The server round the pages: its settings, the headers of every answer, its log, and signing in."""
