-- Version 3 of own.duckdb: statistics and beliefs over more than format and slot. All of it is computed again.
drop table learning.rewards;
drop table learning.arm_statistics;
drop table learning.arm_posteriors;
drop table learning.policy;
drop table learning.policy_value;
drop table learning.engagement_model;
drop table learning.follow_model;
-- then the tables of today --
