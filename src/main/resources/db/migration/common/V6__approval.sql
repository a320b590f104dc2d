-- Files that had to wait for a second person, and who let them go.
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
