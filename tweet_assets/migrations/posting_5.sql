-- Version 5 of posting.duckdb: texts that are revised, decisions that a person skips, and X asked for analytics.
drop table posting.outbox;
alter table posting.approvals rename to approvals_4;
alter table posting.x_requests rename to x_requests_4;
-- then the tables of today --
insert into posting.approvals by name select * from posting.approvals_4;
insert into posting.x_requests by name select * from posting.x_requests_4;
drop table posting.approvals_4;
drop table posting.x_requests_4;
