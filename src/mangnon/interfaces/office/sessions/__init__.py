"""Sessions (đợt): a whole table of children weighed, vaccinated or given supplements on one day, by keyboard."""
