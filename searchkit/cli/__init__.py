"""The library spoken aloud: parse the command line, call one method, hand the result to a printer."""
