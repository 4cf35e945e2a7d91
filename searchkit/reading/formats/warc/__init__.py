"""Web archives: the file is cut into records, and the pages in them go to the reader of HTML."""
