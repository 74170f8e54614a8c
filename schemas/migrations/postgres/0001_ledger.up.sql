-- The ledger: what was listed, what became of it, and what was judged from it. The same tables as for SQLite; names and
-- paths compare by their bytes, as everywhere else in the program.

-- One locked row: generations are given in commit order, so a later commit never has a smaller number.
CREATE TABLE counter (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    generation BIGINT NOT NULL
);
INSERT INTO counter (id, generation) VALUES (1, 0);

-- One row per object that a listing named. `named`: not yet read at this version. `done`: read, or not readable for a
-- reason. `removed`: no longer listed.
CREATE TABLE object (
    round TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('named', 'done', 'removed')),
    sha256 TEXT COLLATE "C",
    read_recipe TEXT COLLATE "C",
    facts_recipe TEXT COLLATE "C",
    -- Problems of an object whose bytes did not come in; there is no content hash then.
    not_fetched TEXT COLLATE "C",
    -- Whether another try may end otherwise.
    may_pass BOOLEAN NOT NULL DEFAULT FALSE,
    generation BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (round, key)
);
CREATE INDEX object_by_state ON object (round, state, key);
CREATE INDEX object_by_generation ON object (round, generation);

-- What was understood of some content: a list of documents (the file and the files inside it), JSON, Zstandard.
CREATE TABLE facts (
    sha256 TEXT COLLATE "C" NOT NULL,
    read_recipe TEXT COLLATE "C" NOT NULL,
    facts_recipe TEXT COLLATE "C" NOT NULL,
    may_pass BOOLEAN NOT NULL,
    documents BYTEA NOT NULL,
    PRIMARY KEY (sha256, read_recipe, facts_recipe)
);
-- It is compressed already.
ALTER TABLE facts ALTER COLUMN documents SET STORAGE EXTERNAL;

-- The last judgement of each unit.
CREATE TABLE judged (
    round TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    generation BIGINT NOT NULL,
    recipe TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (round, unit)
);
ALTER TABLE judged ALTER COLUMN body SET STORAGE EXTERNAL;

-- Findings outlive the run that made them: a re-run updates them and closes what no longer holds.
CREATE TABLE finding (
    round TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    criterion TEXT COLLATE "C" NOT NULL, -- empty when it is about the sheet as a whole
    code TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    severity TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'closed')),
    body TEXT COLLATE "C" NOT NULL,
    first_generation BIGINT NOT NULL,
    last_generation BIGINT NOT NULL,
    PRIMARY KEY (round, unit, criterion, code, subject)
);
