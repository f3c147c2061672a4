"""Period reports: one approved file as a page, a PDF, a document for an agenda and a CSV file, all from the same view."""
