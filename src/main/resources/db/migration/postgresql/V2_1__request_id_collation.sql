-- Request ids are compared, never sorted for people. Byte order takes less time than a language's order.
ALTER TABLE withdrawal ALTER COLUMN request_id TYPE VARCHAR(64) COLLATE "C";
ALTER TABLE sent_event ALTER COLUMN event_id TYPE VARCHAR(64) COLLATE "C";
