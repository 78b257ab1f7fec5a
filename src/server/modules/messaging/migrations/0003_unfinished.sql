-- The few deliveries that are not finished are looked for every minute.
create index delivery_unfinished on messaging.delivery (accepted_at) where finished_at is null;
