-- The time by the clock of the ledger, in milliseconds since 1970: machines' own clocks may differ or jump.
CREATE VIEW clock AS SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now_ms;

-- Who lists, follows and judges a round. The token grows with each new holder: a write under an older one is refused.
CREATE TABLE lease (
    round TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    token INTEGER NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
