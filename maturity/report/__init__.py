"""Result and plan as a document: to print, as PDF and as spreadsheet."""
