-- Amounts are in units of their currency, with the 4 decimals of the finest currency.
CREATE TABLE account (
    account_id       BIGINT         NOT NULL PRIMARY KEY,
    balance          NUMERIC(19, 4) NOT NULL CHECK (balance >= 0),
    currency         CHAR(3)        NOT NULL,
    status           VARCHAR(6)     NOT NULL CHECK (status IN ('ACTIVE', 'FROZEN', 'CLOSED')),
    opening_balance  NUMERIC(19, 4) NOT NULL,
    withdrawal_limit NUMERIC(19, 4) CHECK (withdrawal_limit > 0),
    daily_limit      NUMERIC(19, 4) CHECK (daily_limit > 0),
    -- The latest day with a debit, and the sum of that day's debits.
    daily_total_date DATE,
    daily_total      NUMERIC(19, 4)
);

CREATE TABLE input_file (
    run_id            BIGINT                   NOT NULL PRIMARY KEY,
    sha256            CHAR(64)                 NOT NULL UNIQUE,
    name              VARCHAR(1024)            NOT NULL,
    bytes             BIGINT                   NOT NULL,
    records           BIGINT                   NOT NULL,
    total_amount      NUMERIC(38, 4)           NOT NULL,
    received_at       TIMESTAMP WITH TIME ZONE NOT NULL,
    -- The debits count for this day. It is fixed when the file is received, so that a restart decides the same.
    business_date     DATE                     NOT NULL,
    -- Whether the rejections of the file have events. Fixed when the file is received.
    reject_events     BOOLEAN                  NOT NULL,
    published_through BIGINT                   NOT NULL,
    -- How the work file was made of the original, and its checksum, so that it can be made again.
    format            VARCHAR(64)              NOT NULL,
    format_text       VARCHAR(65536)           NOT NULL,
    read_rules        VARCHAR(1000)            NOT NULL,
    slice_rows        BIGINT                   NOT NULL,
    work_checksum     CHAR(64)                 NOT NULL,
    -- Rows without content; they are neither debited nor rejected.
    blank_rows        BIGINT                   NOT NULL
);

-- Append-only: journal, audit trail, idempotency key and outbox in one. No foreign keys: the ledger
-- locks the account and registers the file before it writes here, and a check for each row costs time.
CREATE TABLE withdrawal (
    run_id        BIGINT                   NOT NULL,
    -- The ordinal of the row in the run's work file, which is in the order of accounts. So the keys of a
    -- run's rows are written in order, and a run reads and updates the accounts in order.
    position      BIGINT                   NOT NULL,
    line_number   BIGINT                   NOT NULL,
    request_id    VARCHAR(64)              NOT NULL UNIQUE,
    account_id    BIGINT                   NOT NULL,
    amount        NUMERIC(19, 4)           NOT NULL CHECK (amount > 0),
    currency      CHAR(3)                  NOT NULL,
    balance_after NUMERIC(19, 4)           NOT NULL CHECK (balance_after >= 0),
    debited_at    TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (run_id, position)
);

CREATE TABLE rejection (
    run_id      BIGINT                   NOT NULL,
    position    BIGINT                   NOT NULL,
    line_number BIGINT                   NOT NULL,
    request_id  VARCHAR(64),
    account_id  BIGINT,
    amount      NUMERIC(19, 4),
    reason      VARCHAR(20)              NOT NULL,
    message     VARCHAR(200)             NOT NULL,
    rejected_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (run_id, position)
);

-- Events that Kafka refuses for good (dead-lettered), with Kafka's reason.
CREATE TABLE parked_event (
    run_id    BIGINT                   NOT NULL,
    position  BIGINT                   NOT NULL,
    error     VARCHAR(1000)            NOT NULL,
    parked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (run_id, position)
);

-- Files that need the approval of a second person, and who approved them.
CREATE TABLE approval (
    sha256       CHAR(64)                 NOT NULL PRIMARY KEY,
    name         VARCHAR(1024)            NOT NULL,
    path         VARCHAR(4096)            NOT NULL,
    records      BIGINT                   NOT NULL,
    total_amount NUMERIC(38, 4)           NOT NULL,
    owner        VARCHAR(200)             NOT NULL,
    submitted_by VARCHAR(200)             NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    approved_by  VARCHAR(200),
    approved_at  TIMESTAMP WITH TIME ZONE
);

-- Files with the bytes of a run that was complete when they came. Nothing was debited for them.
CREATE TABLE repeated_file (
    run_id  BIGINT                   NOT NULL,
    name    VARCHAR(1024)            NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX repeated_file_run ON repeated_file (run_id);
