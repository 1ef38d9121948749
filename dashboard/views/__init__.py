"""The pages, one a module: filters -> figures -> markup and charts."""
