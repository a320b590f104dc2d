-- Request ids are compared, never sorted for people. Byte order takes less time than a language's order.
ALTER TABLE withdrawal ALTER COLUMN request_id TYPE VARCHAR(64) COLLATE "C";
ALTER TABLE sent_event ALTER COLUMN event_id TYPE VARCHAR(64) COLLATE "C";

-- A run updates the accounts of a page in one transaction. Half of each page stays free for their new rows, so that an
-- update writes no index.
ALTER TABLE account SET (fillfactor = 50);
