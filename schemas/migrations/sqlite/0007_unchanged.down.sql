DROP TABLE shown;
DROP TABLE judged_round;
DROP INDEX object_by_unit;
