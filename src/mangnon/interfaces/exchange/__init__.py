"""What enters and leaves the house: workbooks, exports, synthetic provinces."""
