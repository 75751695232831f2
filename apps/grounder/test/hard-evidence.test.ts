import { describe, expect, it } from 'vitest';
import { readClaim, readQuestion } from '../src/claim-reading.ts';
import { hardFindings } from '../src/hard-evidence.ts';
import { indexSources } from '../src/sources.ts';

const found = (source: string, claim: string) => {
  const sources = indexSources([{ id: 'a', text: source }]);
  const reading = readClaim(claim, readQuestion('', sources), sources);
  return hardFindings(reading).map(({ code, from, to, certain }) => ({
    code,
    certain,
    words: claim.slice(reading.words[from]!.word.start, reading.words[to - 1]!.word.end),
  }));
};

const lease =
  'The deposit is 400 euros and is due on 5 March 2024. The tenant, Robert Boyle, may not keep dogs.';
const trial =
  'In 1891 Smith sued Jones for breach of contract. The court accepted the appeal before the summer.';

describe('hard evidence flags by itself', () => {
  it.each<[string, string, string, string, string]>([
    ['another number', lease, 'The deposit is 500 euros.', 'number_not_in_sources', '500'],
    [
      'a number of something else',
      'The rent is 900 euros and the deposit is 400 euros. The fee is 50 euros.',
      'The rent is 50 euros and the deposit is 400 euros.',
      'number_elsewhere_in_sources',
      '50',
    ],
    ['another date', lease, 'The deposit is due on 5 May 2024.', 'date_not_in_sources', 'May'],
    [
      'another name',
      lease,
      'The tenant, Isaac Newton, may not keep dogs.',
      'name_not_in_sources',
      'Isaac Newton',
    ],
    ['a negation more', lease, 'The deposit is not 400 euros.', 'negation_differs', 'not'],
    ['a negation less', lease, 'The tenant, Robert Boyle, may keep dogs.', 'negation_differs', 'may keep'],
    [
      'an opposite',
      'The old bridge is north of the town and stays open.',
      'The new bridge is north of the town and stays open.',
      'opposite_in_sources',
      'new',
    ],
    [
      'a rival relation',
      trial,
      'The court accepted the appeal after the summer.',
      'relation_differs',
      'after',
    ],
    [
      'a comparative turned',
      'The pump holds more water than the tank.',
      'The pump holds less water than the tank.',
      'relation_differs',
      'less',
    ],
    [
      'roles exchanged',
      trial,
      'In 1891 Jones sued Smith for breach of contract.',
      'roles_swapped',
      'Jones sued Smith',
    ],
    [
      'words that nobody said',
      'Boyle said "the air has a spring of its own" and left.',
      'Boyle said "money makes every man a king at last" and left.',
      'quotation_not_in_sources',
      'money makes every man a king at last',
    ],
  ])('%s', (_name, source, claim, code, words) => {
    expect(found(source, claim)).toContainEqual({ code, certain: true, words });
  });
});

describe('hard evidence finds nothing wrong', () => {
  it.each<[string, string, string]>([
    ['in a copy', lease, 'The tenant, Robert Boyle, may not keep dogs.'],
    ['in another form of a number', 'It cost $5M in all.', 'It cost 5 million dollars in all.'],
    ['in a number word', 'They bought twenty - five machines.', 'They bought 25 machines.'],
    ['in a range of years', 'It ran in the 2018-2019 season.', 'It ran in the 2018–19 season.'],
    ['in another form of a date', lease, 'The deposit of 400 euros is due on 2024-03-05.'],
    ['in a list’s number', lease, 'The deposit is 400 euros.'],
    ['in a plural acronym', 'A traditional IRA is taxed late.', 'Traditional IRAs are taxed late.'],
    ['in `not only`', 'The flat is clean.', 'The flat is not only clean.'],
    [
      'in a count of what is listed',
      'Plans are Lite and Standard.',
      'There are two plans, Lite and Standard.',
    ],
    ['in a passive', 'Smith sued Jones.', 'Jones was sued by Smith.'],
    [
      'in the very words that were said',
      'He said: "the air has a spring of its own".',
      'He said "The air has a spring of its own."',
    ],
  ])('%s', (_name, source, claim) => {
    expect(found(source, claim).filter(({ certain }) => certain)).toEqual([]);
  });
});
