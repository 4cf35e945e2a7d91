"""The pages of docs/ that are made from the program, and the tests that hold them true."""
