"""Monthly reports: assemble the apps' figures, freeze them, render them, publish them."""
