-- Whether the file's rejections are told as events, fixed when it was received.
ALTER TABLE input_file ADD COLUMN reject_events BOOLEAN DEFAULT FALSE NOT NULL;

-- Unknown of rejections made before this column was there; none of their files tells them.
ALTER TABLE rejection ADD COLUMN rejected_at TIMESTAMP WITH TIME ZONE;
