"""Do the tests notice? Mistakes are made in the code on purpose, one at a time; the tests of that line must fail.

`make mutate` takes a seeded sample of them over the modules that decide, write and count (`targets`), tries each
against the tests that cover its line, the quickest first, and prints those that nothing noticed.
No file is changed: each mistake exists only inside the process that tests it.
"""
