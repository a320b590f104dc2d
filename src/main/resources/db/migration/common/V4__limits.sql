-- How much may be taken from an account, and what was taken from it on the latest day with a debit.
ALTER TABLE account ADD COLUMN withdrawal_limit NUMERIC(19, 4) CHECK (withdrawal_limit > 0);
ALTER TABLE account ADD COLUMN daily_limit NUMERIC(19, 4) CHECK (daily_limit > 0);
ALTER TABLE account ADD COLUMN withdrawn_on DATE;
ALTER TABLE account ADD COLUMN withdrawn NUMERIC(19, 4);

-- The day its debits count for, fixed when it was received, so that a restart decides the same.
ALTER TABLE input_file ADD COLUMN business_date DATE;
UPDATE input_file SET business_date = CAST(received_at AS DATE);
ALTER TABLE input_file ALTER COLUMN business_date SET NOT NULL;
