"""Which files are meant by what was named: files, folders and patterns, without what is no export."""
