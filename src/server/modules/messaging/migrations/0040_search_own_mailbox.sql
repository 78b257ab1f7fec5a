-- Search reads one's own mailbox and looks at the words of each message by its key, whatever is asked (`offset 0` in
-- queries/search.ts keeps the planner to it): with twenty thousand messages that is 50 ms for rare and for frequent words, and
-- nothing in it grows with the installation. The index by words was the planner's other way: 4 ms where a word is rare, but up
-- to 270 ms where many messages of the whole installation hold two words, for it guesses how many badly.
drop index messaging.search_words;
