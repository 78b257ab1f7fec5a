-- The calendar of 2026-2027 corrected, that of 2027-2028 added. What 0001 says of its source was too much: its dates
-- had partly been written from memory. The dates here and there were compared, day by day, with transcriptions of two
-- arrêtés by others (arrêté of 22 October 2025 for 2026-2027, JORFTEXT000052416058; arrêté of 21 July 2026 for
-- 2027-2028, JORFTEXT000054457294), among them the data set of the Python library « holidays », made from the open
-- data of the ministère (« fr-en-calendrier-scolaire »). The texts themselves could not be opened from where this was
-- written. README.md of the module says which date stands on what.

-- Pupils come back on Thursday 2 September 2027, not on the 1st. Left alone where an operator changed it already.
update notifications.holiday set last = '2027-09-01' where first = '2027-07-03' and last = '2027-08-31';

insert into notifications.holiday (zone, first, last, label)
select zone, first::date, last::date, label
from (values ('A'), ('B'), ('C')) z (zone)
cross join (values
  ('2027-05-01', '2027-05-01', 'Fête du Travail'),
  ('2027-10-23', '2027-11-07', 'Vacances de la Toussaint'),
  ('2027-11-11', '2027-11-11', 'Armistice'),
  ('2027-12-18', '2028-01-02', 'Vacances de Noël'),
  ('2028-04-17', '2028-04-17', 'Lundi de Pâques'),
  ('2028-05-01', '2028-05-01', 'Fête du Travail'),
  ('2028-05-08', '2028-05-08', 'Victoire de 1945'),
  ('2028-05-25', '2028-05-28', 'Pont de l''Ascension'),
  ('2028-06-05', '2028-06-05', 'Lundi de Pentecôte'),
  -- Lessons end on Tuesday 4 July; when they begin again is not published. They never do in August.
  ('2028-07-05', '2028-08-31', 'Vacances d''été')) d (first, last, label)
union all
values
  ('A', date '2028-02-19', date '2028-03-05', 'Vacances d''hiver'), ('A', '2028-04-22', '2028-05-08', 'Vacances de printemps'),
  ('B', '2028-02-05', '2028-02-20', 'Vacances d''hiver'), ('B', '2028-04-08', '2028-04-23', 'Vacances de printemps'),
  ('C', '2028-02-12', '2028-02-27', 'Vacances d''hiver'), ('C', '2028-04-15', '2028-05-01', 'Vacances de printemps')
on conflict do nothing;
