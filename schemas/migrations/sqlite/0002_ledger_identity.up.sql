-- Tells one ledger from another at the same place: an index that follows the one must not go on with the other.
ALTER TABLE counter ADD COLUMN ledger TEXT NOT NULL DEFAULT '';
UPDATE counter SET ledger = lower(hex(randomblob(16)));
