"""The database: equal however it is made, published at once, sound or made anew."""
