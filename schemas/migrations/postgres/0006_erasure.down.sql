DROP TABLE found_before_erasure;
UPDATE object SET state = 'removed' WHERE erased IS NOT NULL;
ALTER TABLE object DROP COLUMN erased;
