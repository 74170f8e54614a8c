-- The ledger: what was listed, what became of it, and what was judged from it.

-- One locked row: generations are given in commit order, so a later commit never has a smaller number.
CREATE TABLE counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL
) STRICT;
INSERT INTO counter (id, generation) VALUES (1, 0);

-- One row per object that a listing named. `named`: not yet read at this version. `done`: read, or not readable for a
-- reason. `removed`: no longer listed.
CREATE TABLE object (
    round TEXT NOT NULL,
    key TEXT NOT NULL,
    unit TEXT NOT NULL,
    version TEXT NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('named', 'done', 'removed')),
    sha256 TEXT,
    read_recipe TEXT,
    facts_recipe TEXT,
    -- Problems of an object whose bytes did not come in; there is no content hash then.
    not_fetched TEXT,
    -- Whether another try may end otherwise.
    may_pass INTEGER NOT NULL DEFAULT 0,
    generation INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (round, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX object_by_state ON object (round, state, key);
CREATE INDEX object_by_generation ON object (round, generation);

-- What was understood of some content: a list of documents (the file and the files inside it), JSON, Zstandard.
CREATE TABLE facts (
    sha256 TEXT NOT NULL,
    read_recipe TEXT NOT NULL,
    facts_recipe TEXT NOT NULL,
    may_pass INTEGER NOT NULL,
    documents BLOB NOT NULL,
    PRIMARY KEY (sha256, read_recipe, facts_recipe)
) STRICT, WITHOUT ROWID;

-- The last judgement of each unit.
CREATE TABLE judged (
    round TEXT NOT NULL,
    unit TEXT NOT NULL,
    generation INTEGER NOT NULL,
    recipe TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (round, unit)
) STRICT, WITHOUT ROWID;

-- Findings outlive the run that made them: a re-run updates them and closes what no longer holds.
CREATE TABLE finding (
    round TEXT NOT NULL,
    unit TEXT NOT NULL,
    criterion TEXT NOT NULL, -- empty when it is about the sheet as a whole
    code TEXT NOT NULL,
    subject TEXT NOT NULL,
    severity TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    body TEXT NOT NULL,
    first_generation INTEGER NOT NULL,
    last_generation INTEGER NOT NULL,
    PRIMARY KEY (round, unit, criterion, code, subject)
) STRICT, WITHOUT ROWID;
