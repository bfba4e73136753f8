-- One page a day and account; the numbers behind it stand in the other tables.
create table if not exists reports.daily (
    account text not null,
    for_day date not null,
    as_of date not null,
    markdown text not null,
    html_file text not null,               -- below the data folder
    primary key (account, for_day)
);
