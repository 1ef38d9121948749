"""Other engines that compute a build: the same generated queries, run where there is more room than on one machine."""
