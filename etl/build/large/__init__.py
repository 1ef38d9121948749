"""What only a large build needs: increments, a standby copy, other engines. The twelve committees need none of it."""
