-- Recovery codes are hashed with the account they were given to. Where two accounts of one person became one,
-- they open the account that stayed: the salt is still the account they were given to.
alter table identity.recovery_code add column salted_for uuid;
