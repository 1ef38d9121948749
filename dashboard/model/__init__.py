"""What a page is about, before anything is drawn: addresses, what is chosen, what is open, what is to be done."""
