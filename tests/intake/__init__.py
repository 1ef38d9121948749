"""The front door: one small test a sentence of FORMS.md, and files that are broken or mean harm."""
