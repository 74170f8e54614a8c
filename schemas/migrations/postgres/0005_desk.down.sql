DROP TABLE record;
DROP TABLE answer;
DROP TABLE appraisal;
DROP TABLE session;
DROP TABLE account;
DROP FUNCTION record_is_only_added_to;
