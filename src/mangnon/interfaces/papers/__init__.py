"""Papers of child protection: forms and decisions of Decree 56/2017, letters, whole files, and their register."""
