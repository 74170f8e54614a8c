-- Tells one ledger from another at the same place: an index that follows the one must not go on with the other.
ALTER TABLE counter ADD COLUMN ledger TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE counter SET ledger = replace(gen_random_uuid()::text, '-', '');
