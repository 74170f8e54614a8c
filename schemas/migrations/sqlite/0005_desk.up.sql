-- The desk: who may sign in, what they said about claims, and the record of it.

CREATE TABLE account (
    name TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL, -- the account in JSON
    password TEXT NOT NULL -- its Argon2id hash in the PHC form
) STRICT, WITHOUT ROWID;

-- The token itself is known to the browser only.
CREATE TABLE session (
    token_sha256 TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (account);

-- One for each appraiser, claim and stage: nobody overwrites another's.
CREATE TABLE appraisal (
    round TEXT NOT NULL,
    unit TEXT NOT NULL,
    criterion TEXT NOT NULL,
    stage TEXT NOT NULL,
    appraiser TEXT NOT NULL,
    revision INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (round, unit, criterion, stage, appraiser)
) STRICT, WITHOUT ROWID;

CREATE TABLE answer (
    round TEXT NOT NULL,
    unit TEXT NOT NULL,
    criterion TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (round, unit, criterion)
) STRICT, WITHOUT ROWID;

-- The record: lines are added, never changed; each names the hash of the one before.
CREATE TABLE record (
    sequence INTEGER NOT NULL PRIMARY KEY,
    line TEXT NOT NULL,
    line_sha256 TEXT NOT NULL
) STRICT;
CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
BEGIN
    SELECT RAISE(ABORT, 'the record is never changed');
END;
CREATE TRIGGER record_is_never_shortened BEFORE DELETE ON record
BEGIN
    SELECT RAISE(ABORT, 'the record is never shortened');
END;
