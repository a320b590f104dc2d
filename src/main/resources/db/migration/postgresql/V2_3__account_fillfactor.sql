-- A run updates the accounts of a page in one transaction. Half of each page stays free for their new rows, so that an
-- update writes no index.
ALTER TABLE account SET (fillfactor = 50);
