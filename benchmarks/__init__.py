"""How fast is it? Each module or package here is one benchmark; `make bench` runs them."""
