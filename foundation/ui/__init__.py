"""Components, forms, lists and the frame of the pages. Knows no app of the domain and runs no query of its own."""
