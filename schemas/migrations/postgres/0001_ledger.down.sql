DROP TABLE finding;
DROP TABLE judged;
DROP TABLE facts;
DROP TABLE object;
DROP TABLE counter;
