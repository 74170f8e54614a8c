-- The time by the clock of the ledger, in milliseconds since 1970: machines' own clocks may differ or jump.
CREATE VIEW clock AS SELECT CAST(extract(epoch FROM statement_timestamp()) * 1000 AS BIGINT) AS now_ms;

-- Who lists, follows and judges a round. The token grows with each new holder: a write under an older one is refused.
CREATE TABLE lease (
    round TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    holder TEXT COLLATE "C" NOT NULL,
    token BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);
