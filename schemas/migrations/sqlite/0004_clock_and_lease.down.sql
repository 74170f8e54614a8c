DROP TABLE lease;
DROP VIEW clock;
