-- What each unit sent is asked for unit by unit, and how many of its objects are in which state.
CREATE INDEX object_by_unit ON object (round, unit, state);
-- What a round was judged from when it was last judged as a whole: while that is what there is, its judgements stand.
CREATE TABLE judged_round (
    round TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    generation BIGINT NOT NULL,
    recipe TEXT COLLATE "C" NOT NULL
);
-- What a report shows of a unit beside its judgement, which is told by what that was made from.
CREATE TABLE shown (
    round TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    generation BIGINT NOT NULL,
    recipe TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (round, unit)
);
-- What is compressed already is not tried to be compressed again.
ALTER TABLE facts ALTER COLUMN documents SET STORAGE EXTERNAL;
ALTER TABLE judged ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE shown ALTER COLUMN body SET STORAGE EXTERNAL;
