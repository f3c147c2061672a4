"""The public site: released records in, pages out. No Django here, and none of our other folders."""
