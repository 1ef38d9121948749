"""The sections of the tools page: a topic with its charts, calendar, map, plan and facts."""
