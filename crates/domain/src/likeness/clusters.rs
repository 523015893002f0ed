//! Groups of recommendations about one subject that no theme names: for a person who keeps the tree of themes.
//!
//! A group grows from two telling words that stand together in several texts; those are its reason. The pair that says most, by
//! how many texts hold it and how rare its words are, makes the first group; its texts are put aside, and the next pair is sought.
//!
//! *Invariant:* the same texts in the same order give the same groups; every group says which words made it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Names, wording};

/// The fewest texts of a group.
const FEWEST: usize = 3;
/// The words of a text that may make a group: the rarest that others share.
const WORDS: usize = 16;
/// Words that more than this share of the texts hold, in tenths, tell nothing of one group.
const TOO_COMMON: usize = 4;

/// A group of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The words that made it, then others that most of its texts hold, as they are written there.
    pub words: Vec<String>,
    /// Its texts, by their place among those given.
    pub texts: Vec<usize>,
}

/// The telling stems of each text, and how each is written most often.
struct Read {
    stems: Vec<BTreeSet<u32>>,
    written: Vec<String>,
    holding: Vec<usize>,
}

impl Read {
    fn of(texts: &[&str], names: &Names) -> Read {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut forms: Vec<BTreeMap<String, usize>> = Vec::new();
        let mut stems: Vec<BTreeSet<u32>> = Vec::with_capacity(texts.len());
        for text in texts {
            let mut own = BTreeSet::new();
            for (stem, word) in wording::telling_words(text, names) {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let number = *numbers.entry(stem).or_insert(next);
                if number == next && forms.len() == numbers.len() - 1 {
                    forms.push(BTreeMap::new());
                }
                if let Some(form) = forms.get_mut(at(number)) {
                    *form.entry(word).or_default() += 1;
                }
                own.insert(number);
            }
            stems.push(own);
        }
        let mut holding = vec![0; forms.len()];
        for stem in stems.iter().flatten() {
            if let Some(count) = holding.get_mut(at(*stem)) {
                *count += 1;
            }
        }
        let most_often = |form: BTreeMap<String, usize>| {
            // Of forms as frequent as each other the first by the alphabet.
            let best = form.into_iter().max_by_key(|(word, n)| (*n, std::cmp::Reverse(word.clone())));
            best.map(|(word, _)| word).unwrap_or_default()
        };
        let mut read = Read { written: forms.into_iter().map(most_often).collect(), stems, holding };
        read.keep_the_rarest();
        read
    }

    /// Leaves each text the rarest of the stems that it shares with enough others.
    fn keep_the_rarest(&mut self) {
        let too_many = (self.stems.len() * TOO_COMMON / 10).max(FEWEST + 1);
        for own in &mut self.stems {
            let mut shared: Vec<(usize, u32)> =
                own.iter().map(|s| (self.holding.get(at(*s)).copied().unwrap_or(0), *s)).collect();
            shared.retain(|(n, _)| (FEWEST..too_many).contains(n));
            shared.sort_unstable();
            *own = shared.into_iter().take(WORDS).map(|(_, s)| s).collect();
        }
    }

    fn rarity(&self, stem: u32) -> f64 {
        let holding = self.holding.get(at(stem)).copied().unwrap_or(1).max(1);
        (self.stems.len() as f64 / holding as f64).ln().max(0.01)
    }

    /// Adds or takes away the pairs of one text.
    fn tally(&self, text: usize, pairs: &mut HashMap<(u32, u32), usize>, add: bool) {
        let own: Vec<u32> = self.stems.get(text).into_iter().flatten().copied().collect();
        for (i, a) in own.iter().enumerate() {
            for b in own.iter().skip(i + 1) {
                let count = pairs.entry((*a, *b)).or_default();
                *count = if add { *count + 1 } else { count.saturating_sub(1) };
            }
        }
    }
}

fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The groups among some texts, so many at most, the one that says most first.
///
/// Costs at most 120 pairs of words a text, and a look at every pair for each group.
pub fn clusters(texts: &[&str], names: &Names, most: usize) -> Vec<Cluster> {
    let read = Read::of(texts, names);
    let mut left: BTreeSet<usize> = (0..texts.len()).collect();
    let mut pairs: HashMap<(u32, u32), usize> = HashMap::new();
    left.iter().for_each(|text| read.tally(*text, &mut pairs, true));
    let mut found = Vec::new();
    while found.len() < most {
        pairs.retain(|_, n| *n >= FEWEST);
        let says = |(pair, n): (&(u32, u32), &usize)| (*n as f64) * read.rarity(pair.0) * read.rarity(pair.1);
        // Of pairs that say as much the first by number, which is the order of the texts.
        let best = pairs.iter().max_by(|a, b| says(*a).total_cmp(&says(*b)).then(b.0.cmp(a.0)));
        let Some((&(a, b), _)) = best else { break };
        let holds = |text: &usize| read.stems.get(*text).is_some_and(|own| own.contains(&a) && own.contains(&b));
        let own: Vec<usize> = left.iter().copied().filter(holds).collect();
        for text in &own {
            left.remove(text);
            read.tally(*text, &mut pairs, false);
        }
        pairs.remove(&(a, b));
        found.push(Cluster { words: words(&read, &own, (a, b)), texts: own });
    }
    found
}

/// The words of a group: the pair that made it, then what two in three of its texts hold, the rarest first.
fn words(read: &Read, texts: &[usize], (a, b): (u32, u32)) -> Vec<String> {
    let mut holding: BTreeMap<u32, usize> = BTreeMap::new();
    for stem in texts.iter().filter_map(|t| read.stems.get(*t)).flatten() {
        *holding.entry(*stem).or_default() += 1;
    }
    let mut others: Vec<u32> = holding.into_iter().filter(|(_, n)| *n * 3 >= texts.len() * 2).map(|(s, _)| s).collect();
    others.retain(|s| *s != a && *s != b);
    others.sort_by(|x, y| read.rarity(*y).total_cmp(&read.rarity(*x)).then(x.cmp(y)));
    let all = [a, b].into_iter().chain(others).take(5);
    all.filter_map(|s| read.written.get(at(s)).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_share_two_telling_words_are_a_group_with_those_as_its_reason() {
        let texts = [
            "Fit a tail lift alarm to every minibus.",
            "The trust should repaint its kitchens.",
            "Check that the alarm of each minibus is heard.",
            "A minibus must not be driven while its alarm is off.",
            "Publish the catering budget.",
        ];
        let found = clusters(&texts, &Names::default(), 5);
        assert_eq!(found.len(), 1);
        assert_eq!(found.first().map(|c| c.texts.as_slice()), Some([0, 2, 3].as_slice()));
        let words = found.first().map(|c| c.words.join(" ")).unwrap_or_default();
        assert!(words == "alarm minibus" || words == "minibus alarm", "{words}");
        assert_eq!(clusters(&texts, &Names::default(), 5), found);
    }

    #[test]
    fn nothing_is_made_of_too_few() {
        assert_eq!(clusters(&[], &Names::default(), 5), []);
        assert_eq!(clusters(&["A minibus alarm.", "An alarm in a minibus."], &Names::default(), 5), []);
    }
}
