"""Query: the filter tree and the Query document compiled to SQL. One compiler for lists, reports and rules."""
