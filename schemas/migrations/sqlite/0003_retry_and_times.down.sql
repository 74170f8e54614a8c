ALTER TABLE object DROP COLUMN afresh;
ALTER TABLE object DROP COLUMN took_ms;
ALTER TABLE object DROP COLUMN ended_ms;
