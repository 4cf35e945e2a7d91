"""The measures of answers: their files, figures and comparisons."""
