//! Which number a name has, where the names themselves are kept elsewhere: four bytes each, and never slower than
//! its logarithm, whatever names a registry thinks up.

/// Numbers in the order of their names, in runs of some hundreds.
#[derive(Clone, Debug, Default)]
pub struct Lookup(Vec<Vec<u32>>);

/// The longest run.
const RUN: usize = 512;

impl Lookup {
    /// The number of a name. `name_of` gives the name of each number that is in here.
    pub fn get<'a>(&self, name: &str, name_of: &dyn Fn(u32) -> &'a str) -> Option<u32> {
        let (run, at) = self.place(name, name_of);
        self.0.get(run)?.get(at).copied().filter(|number| name_of(*number) == name)
    }

    /// Gives a name its number; `false` where it has one, which it then keeps.
    pub fn add<'a>(&mut self, name: &str, number: u32, name_of: &dyn Fn(u32) -> &'a str) -> bool {
        let (run, at) = self.place(name, name_of);
        if self.0.get(run).and_then(|run| run.get(at)).is_some_and(|known| name_of(*known) == name) {
            return false;
        }
        let Some(numbers) = self.0.get_mut(run) else {
            self.0.push(vec![number]);
            return true;
        };
        numbers.insert(at, number);
        if numbers.len() == RUN {
            let later = numbers.split_off(RUN / 2);
            self.0.insert(run + 1, later);
        }
        true
    }

    /// All numbers, in the order of their names.
    pub fn sorted(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flatten().copied()
    }

    /// The run, and the place in it, where a name is or would be.
    fn place<'a>(&self, name: &str, name_of: &dyn Fn(u32) -> &'a str) -> (usize, usize) {
        let is_before = |number: &u32| name_of(*number) < name;
        // The last run that does not begin behind the name.
        let begins_here = |run: &Vec<u32>| run.first().is_some_and(|first| name_of(*first) <= name);
        let run = self.0.partition_point(begins_here).saturating_sub(1);
        (run, self.0.get(run).map_or(0, |numbers| numbers.partition_point(is_before)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_keeps_its_first_number_in_whatever_order_they_come() {
        let names: Vec<String> = (0..5_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_string()).collect();
        let mut sorted = names.clone();
        sorted.sort();
        let mut turned = sorted.clone();
        turned.reverse();
        for names in [names, sorted, turned] {
            let name_of = |number: u32| names[number as usize].as_str();
            let mut lookup = Lookup::default();
            for (number, name) in (0_u32..).zip(&names) {
                assert_eq!(lookup.get(name, &name_of), None);
                assert!(lookup.add(name, number, &name_of));
                assert!(!lookup.add(name, 0, &name_of), "it has one");
            }
            for (number, name) in (0_u32..).zip(&names) {
                assert_eq!(lookup.get(name, &name_of), Some(number));
            }
            assert!(lookup.sorted().map(name_of).is_sorted());
            assert_eq!((lookup.sorted().count(), lookup.get("", &name_of)), (names.len(), None));
            assert_eq!(lookup.get("x", &name_of), None);
        }
    }
}
