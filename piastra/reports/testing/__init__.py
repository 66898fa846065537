"""For tests of PDFs, of these reports and of later ones: see `checker` and `verapdf`."""
