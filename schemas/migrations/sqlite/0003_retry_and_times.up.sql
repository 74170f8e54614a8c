-- Whether an object is to be read again although its content is known: somebody asked for it.
ALTER TABLE object ADD COLUMN afresh INTEGER NOT NULL DEFAULT 0;
-- How long the last reading took, and when it ended, in milliseconds; when by the clock of the ledger, since 1970.
ALTER TABLE object ADD COLUMN took_ms INTEGER;
ALTER TABLE object ADD COLUMN ended_ms INTEGER;
