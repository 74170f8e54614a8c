ALTER TABLE counter DROP COLUMN ledger;
