"""Charts drawn by hand as SVG: the same drawing on a page and in a PDF.

Presentation attributes only, so a strict Content-Security-Policy lets them through; every
drawing has a title. All are 642 units wide, which is the 170 mm of the text block, so that
one unit is one CSS pixel and font sizes stay true.
"""
