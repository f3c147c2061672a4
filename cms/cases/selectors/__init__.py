"""Reads cases. `facts` is the only module here that anything outside the CMS may read."""
