"""What files look like, for whoever writes them and whoever reads them: workbooks, zips, XLSForms, borders, texts."""
