-- Whether an object is to be read again although its content is known: somebody asked for it.
ALTER TABLE object ADD COLUMN afresh BOOLEAN NOT NULL DEFAULT FALSE;
-- How long the last reading took, and when it ended, in milliseconds; when by the clock of the ledger, since 1970.
ALTER TABLE object ADD COLUMN took_ms BIGINT;
ALTER TABLE object ADD COLUMN ended_ms BIGINT;
