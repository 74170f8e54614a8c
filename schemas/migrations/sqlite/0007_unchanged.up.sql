-- What each unit sent is asked for unit by unit, and how many of its objects are in which state.
CREATE INDEX object_by_unit ON object (round, unit, state);
-- What a round was judged from when it was last judged as a whole: while that is what there is, its judgements stand.
CREATE TABLE judged_round (
    round TEXT NOT NULL PRIMARY KEY,
    generation INTEGER NOT NULL,
    recipe TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- What a report shows of a unit beside its judgement, which is told by what that was made from.
CREATE TABLE shown (
    round TEXT NOT NULL,
    unit TEXT NOT NULL,
    generation INTEGER NOT NULL,
    recipe TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (round, unit)
) STRICT, WITHOUT ROWID;
