"""Figures of units: in boxes, on maps, in a matrix, over time, and what is to be done about them."""
