-- The desk: who may sign in, what they said about claims, and the record of it.

CREATE TABLE account (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    body TEXT COLLATE "C" NOT NULL, -- the account in JSON
    password TEXT COLLATE "C" NOT NULL -- its Argon2id hash in the PHC form
);

-- The token itself is known to the browser only.
CREATE TABLE session (
    token_sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    until_ms BIGINT NOT NULL
);
CREATE INDEX session_by_account ON session (account);

-- One for each appraiser, claim and stage: nobody overwrites another's.
CREATE TABLE appraisal (
    round TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    criterion TEXT COLLATE "C" NOT NULL,
    stage TEXT COLLATE "C" NOT NULL,
    appraiser TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (round, unit, criterion, stage, appraiser)
);

CREATE TABLE answer (
    round TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    criterion TEXT COLLATE "C" NOT NULL,
    at_ms BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (round, unit, criterion)
);

-- The record: lines are added, never changed; each names the hash of the one before.
CREATE TABLE record (
    sequence BIGINT NOT NULL PRIMARY KEY,
    line TEXT COLLATE "C" NOT NULL,
    line_sha256 TEXT COLLATE "C" NOT NULL
);
CREATE FUNCTION record_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is only added to';
END;
$$;
CREATE TRIGGER record_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON record
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_only_added_to();
