-- Only a fresh embedded database has these; a real one gets its accounts by `accounts import`.
INSERT INTO account (account_id, balance, currency, status, opening_balance) VALUES
    (1, 461.00, 'USD', 'ACTIVE', 461.00),
    (2, 996.00, 'USD', 'ACTIVE', 996.00),
    (3, 159.00, 'USD', 'ACTIVE', 159.00),
    (4, 952.00, 'USD', 'ACTIVE', 952.00),
    (5, 849.00, 'USD', 'ACTIVE', 849.00);
