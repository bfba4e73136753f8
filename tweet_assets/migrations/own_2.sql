-- Version 2 of own.duckdb: what each file said of a post beside its counts, archives, overviews, the user's labels.
create table meta.imports (file_sha256 text primary key, imported_at timestamptz);
alter table account.export_files rename to export_files_1;
alter table account.refused_rows rename to refused_rows_1;
alter table account.analytics_exports rename to analytics_exports_1;
alter table account.posts rename to posts_1;
drop table account.outcome_snapshots;
drop table account.outcomes;
drop table learning.features;
drop table learning.rewards;
drop table learning.arm_statistics;
-- then the tables of today --
insert into account.export_files by name
select
    *,
    'English' as language,
    0 as rows_refused
from account.export_files_1;
insert into account.refused_rows by name
select
    *,
    'foreign' as fate,
    lower(regexp_extract(reason, '@(\w{1,15})', 1)) as handle
from account.refused_rows_1;
insert into account.analytics_exports by name
select
    exports.*,
    case when posts.source = files.export_format then posts.text end as text,
    files.export_format as text_source
from account.analytics_exports_1 as exports
join account.export_files_1 as files using (file_sha256)
left join account.posts_1 as posts using (account, post_id);
insert into account.posts by name
select
    *,
    case
        when source = 'outbox' then 'publishing'
        when text is null then 'no text'
        when kind in ('reply', 'repost') then 'text'
        when kind in ('thread_head', 'thread_part') then 'gap'
        else 'alone'
    end as kind_basis,
    'unknown' as media,
    'unknown' as link
from account.posts_1;
drop table account.export_files_1;
drop table account.refused_rows_1;
drop table account.analytics_exports_1;
drop table account.posts_1;
