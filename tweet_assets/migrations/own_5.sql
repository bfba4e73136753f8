-- Version 5 of own.duckdb: reads of X's API are exports too. Tables are rebuilt, since a check cannot be changed.
alter table account.export_files rename to export_files_4;
alter table account.analytics_exports rename to analytics_exports_4;
alter table account.posts rename to posts_4;
-- then the tables of today --
insert into account.export_files by name
select *
from account.export_files_4;
insert into account.analytics_exports by name
select *
from account.analytics_exports_4;
insert into account.posts by name
select *
from account.posts_4;
drop table account.export_files_4;
drop table account.analytics_exports_4;
drop table account.posts_4;
