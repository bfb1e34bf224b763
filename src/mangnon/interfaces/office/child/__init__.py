"""The parts of a child's page, a module each: facts in, records of ``core.web.parts`` out."""
