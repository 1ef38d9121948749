"""The pieces that pages are put together from: figures in, a tree of safe markup out."""
