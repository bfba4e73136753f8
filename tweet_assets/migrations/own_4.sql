-- Version 4 of own.duckdb: how well the ridge ranks later posts. It is computed again.
drop table learning.engagement_skill;
drop table learning.engagement_count_skill;
drop table learning.engagement_model;
drop table learning.engagement_count_model;
-- then the tables of today --
