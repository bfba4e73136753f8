-- Version 6 of own.duckdb: X may tell later what a post had at 24 hours, and then it was not known before.
alter table account.export_files rename to export_files_5;
alter table account.outcome_snapshots rename to outcome_snapshots_5;
-- then the tables of today --
insert into account.export_files by name
select *
from account.export_files_5;
insert into account.outcome_snapshots by name
select *
from account.outcome_snapshots_5;
drop table account.export_files_5;
drop table account.outcome_snapshots_5;
