DROP TABLE record;
DROP TABLE answer;
DROP TABLE appraisal;
DROP TABLE session;
DROP TABLE account;
