-- Version 5 of posting.duckdb: texts that are revised, and decisions that a person skips.
drop table posting.outbox;
alter table posting.approvals rename to approvals_4;
-- then the tables of today --
insert into posting.approvals by name select * from posting.approvals_4;
drop table posting.approvals_4;
