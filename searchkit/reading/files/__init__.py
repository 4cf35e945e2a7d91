"""What lies on the disk: folders walked, names made safe to print, sidecars, compression undone.

In: paths. Out: entries of regular files, each once, and for an open one the bytes inside whatever it is packed in,
within limits. It does not look at what the bytes say.
"""
