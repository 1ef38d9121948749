"""The commands of `rcat`, a function each; nothing heavy is imported before the command that needs it."""
