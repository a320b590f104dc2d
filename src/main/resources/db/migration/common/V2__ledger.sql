-- Amounts are in units of their currency, with the 4 decimals the finest currency has.
CREATE TABLE account (
    account_id     BIGINT         NOT NULL PRIMARY KEY,
    balance        NUMERIC(19, 4) NOT NULL CHECK (balance >= 0),
    currency       CHAR(3)        NOT NULL,
    status         VARCHAR(6)     NOT NULL CHECK (status IN ('ACTIVE', 'FROZEN', 'CLOSED')),
    opened_balance NUMERIC(19, 4) NOT NULL
);

CREATE TABLE input_file (
    file_id           BIGINT                   NOT NULL PRIMARY KEY,
    sha256            CHAR(64)                 NOT NULL UNIQUE,
    name              VARCHAR(1024)            NOT NULL,
    bytes             BIGINT                   NOT NULL,
    records           BIGINT                   NOT NULL,
    total_amount      NUMERIC(38, 4)           NOT NULL,
    received_at       TIMESTAMP WITH TIME ZONE NOT NULL,
    published_through BIGINT                   NOT NULL
);

-- Append-only: journal, audit trail, idempotency key and outbox in one. No foreign keys: the ledger
-- has locked the account and registered the file before it writes here, and a check per row costs.
CREATE TABLE withdrawal (
    file_id       BIGINT                   NOT NULL,
    line_number   BIGINT                   NOT NULL,
    request_id    VARCHAR(64)              NOT NULL UNIQUE,
    account_id    BIGINT                   NOT NULL,
    amount        NUMERIC(19, 4)           NOT NULL CHECK (amount > 0),
    currency      CHAR(3)                  NOT NULL,
    balance_after NUMERIC(19, 4)           NOT NULL CHECK (balance_after >= 0),
    debited_at    TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (file_id, line_number)
);

CREATE TABLE rejection (
    file_id     BIGINT       NOT NULL,
    line_number BIGINT       NOT NULL,
    request_id  VARCHAR(64),
    account_id  BIGINT,
    amount      NUMERIC(19, 4),
    reason      VARCHAR(20)  NOT NULL,
    message     VARCHAR(200) NOT NULL,
    PRIMARY KEY (file_id, line_number)
);

CREATE TABLE parked_event (
    file_id     BIGINT                   NOT NULL,
    line_number BIGINT                   NOT NULL,
    error       VARCHAR(1000)            NOT NULL,
    parked_at   TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (file_id, line_number)
);
