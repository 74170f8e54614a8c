-- The entry of the record that tells that an object was erased; none of one that was not. Such an object is done, without
-- a hash: nobody knows any more what stood in it, which is not the same as that it was never sent.
ALTER TABLE object ADD COLUMN erased BIGINT;
-- What was found of a claim before evidence of its unit was erased, as a hash: appraisals of that stay what they are.
CREATE TABLE found_before_erasure (
    round TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    criterion TEXT COLLATE "C" NOT NULL,
    basis TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (round, unit, criterion)
);
