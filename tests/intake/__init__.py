"""The front door: one small test a sentence of forms.md, and files that are broken or mean harm."""
