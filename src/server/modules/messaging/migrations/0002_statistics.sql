-- After a message to a whole département the table is another one: the job that delivered it has it
-- analysed at once, so that plans kept since it was small are made again.
grant maintain on messaging.entry to preau_system;
