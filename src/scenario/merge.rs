//! Two windows, one book: what both have changed since they last agreed, put together.
//!
//! # Definition
//! A three-way merge over values and entries of the plan. What only one side changed is taken from it. Where both changed the same value,
//! name or scenario, *ours* wins: it is the window somebody is working in. A scenario removed on one side and changed
//! on the other stays, with the change. Scenarios both sides added stay both; where they were given the same identity,
//! the one whose name comes first keeps it.
//!
//! # Laws (tested)
//! Merging with what has not changed gives the changed side, whichever it is; no value set on either side since then
//! is lost unless the other set the same one. Where both sides only added scenarios, both come to the same book: two
//! windows that take in each other's save at the same moment agree, and neither writes again.

use super::book::{Book, Changes, Scenario, ScenarioId};
use super::parameter::ParameterId;
use super::plan::PlanKey;

/// `ours` and `theirs` put together, both grown out of `before`.
///
/// ```
/// use trichterwerk::scenario::{Book, Command, ParameterId, Target, Value, merge::merge};
/// let before = Book::new();
/// let set = |id, number| Command::Set { target: Target::Base, id, value: Value::user(number) };
/// let ours = before.apply(&set(ParameterId::CloseRate, 0.5))?;
/// let theirs = before.apply(&set(ParameterId::Quota, 80_000.0))?;
/// let both = merge(&before, &ours, &theirs);
/// assert_eq!(both.value(Target::Base, ParameterId::CloseRate).number, 0.5);
/// assert_eq!(both.value(Target::Base, ParameterId::Quota).number, 80_000.0);
/// # Ok::<(), trichterwerk::scenario::BookError>(())
/// ```
#[must_use]
pub fn merge(before: &Book, ours: &Book, theirs: &Book) -> Book {
    let mut merged = theirs.clone();
    merged.next_id = ours.next_id.max(theirs.next_id);
    merge_changes(&before.base, &ours.base, &mut merged.base);
    for scenario in &ours.scenarios {
        match before.scenario(scenario.id) {
            Some(then) => merge_scenario(then, scenario, &mut merged),
            None => add(scenario, &mut merged),
        }
    }
    let removed = |id: ScenarioId| before.scenario(id).is_some() && ours.scenario(id).is_none();
    merged.scenarios.retain(|scenario| {
        !(removed(scenario.id) && before.scenario(scenario.id) == Some(scenario))
    });
    merged
}

/// A scenario both knew: their version with our changes; one they removed comes back if we changed it.
fn merge_scenario(then: &Scenario, ours: &Scenario, merged: &mut Book) {
    let theirs = merged.scenarios.iter_mut().find(|scenario| scenario.id == ours.id);
    match theirs {
        Some(theirs) => {
            if ours.name != then.name {
                theirs.name.clone_from(&ours.name);
            }
            merge_changes(&then.changes, &ours.changes, &mut theirs.changes);
        }
        None if ours != then => merged.scenarios.push(ours.clone()),
        None => {}
    }
}

/// A scenario we added. Where they gave its identity to another, the name decides who keeps it: not the side, or two
/// windows that merge at the same moment would each move the other's.
fn add(ours: &Scenario, merged: &mut Book) {
    let id = ScenarioId(merged.next_id);
    let Some(theirs) = merged.scenarios.iter_mut().find(|scenario| scenario.id == ours.id) else {
        return merged.scenarios.push(ours.clone());
    };
    // The window that reads what it has just written itself adds nothing.
    if theirs == ours {
        return;
    }
    let moved = if rank(ours) < rank(theirs) {
        std::mem::replace(theirs, ours.clone())
    } else {
        ours.clone()
    };
    merged.next_id += 1;
    merged.scenarios.push(Scenario { id, ..moved });
}

/// What decides between two scenarios of one identity: the name, then the values.
fn rank(scenario: &Scenario) -> (&str, Vec<(ParameterId, u64)>) {
    let values = scenario.changes.values.iter();
    (&scenario.name, values.map(|(id, value)| (*id, value.number.to_bits())).collect())
}

fn merge_changes(then: &Changes, ours: &Changes, merged: &mut Changes) {
    for (id, value) in &ours.values {
        if then.values.get(id) != Some(value) {
            merged.values.insert(*id, value.clone());
        }
    }
    for id in then.values.keys() {
        if !ours.values.contains_key(id) {
            merged.values.remove(id);
        }
    }
    let mut moved = merged.plan.last_campaign().max(ours.plan.last_campaign());
    for (key, entry) in &ours.plan.0 {
        if then.plan.0.get(key) == Some(entry) {
            continue;
        }
        let both_added = !then.plan.0.contains_key(key);
        let theirs = merged.plan.0.insert(*key, entry.clone()).filter(|theirs| theirs != entry);
        // Two campaigns that were given one identity stay both. Which of them keeps it must not depend on the side.
        if let (true, PlanKey::Campaign(_), Some(theirs)) = (both_added, key, theirs) {
            moved += 1;
            let (first, second) = if format!("{entry:?}") <= format!("{theirs:?}") {
                (entry.clone(), theirs)
            } else {
                (theirs, entry.clone())
            };
            merged.plan.0.insert(*key, first);
            merged.plan.0.insert(PlanKey::Campaign(moved), second);
        }
    }
    for key in then.plan.0.keys() {
        if !ours.plan.0.contains_key(key) {
            merged.plan.0.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Command, Target, Value};

    fn apply(book: &Book, commands: &[Command]) -> Book {
        commands.iter().fold(book.clone(), |book, command| book.apply(command).unwrap())
    }

    fn set(target: Target, id: ParameterId, number: f64) -> Command {
        Command::Set { target, id, value: Value::user(number) }
    }

    fn start() -> Book {
        let add = |name: &str| Command::Add { name: name.into() };
        apply(&Book::new(), &[add("A"), add("B"), set(A, ParameterId::CloseRate, 0.4)])
    }

    const A: Target = Target::Scenario(ScenarioId(1));
    const B: Target = Target::Scenario(ScenarioId(2));

    #[test]
    fn without_a_change_on_one_side_the_other_is_the_result() {
        let before = start();
        let changed = apply(
            &before,
            &[
                set(B, ParameterId::Quota, 90_000.0),
                Command::Reset { target: A, id: ParameterId::CloseRate },
                Command::Remove { scenario: ScenarioId(1) },
                Command::Add { name: "C".into() },
            ],
        );
        assert_eq!(merge(&before, &changed, &before).scenarios, changed.scenarios);
        assert_eq!(merge(&before, &before, &changed), changed);
    }

    #[test]
    fn what_either_side_set_is_there_and_ours_wins_where_both_did() {
        let before = start();
        let ours =
            apply(&before, &[set(A, ParameterId::Quota, 1.0), set(B, ParameterId::Margin, 0.2)]);
        let theirs =
            apply(&before, &[set(A, ParameterId::Quota, 2.0), set(A, ParameterId::Margin, 0.3)]);
        let both = merge(&before, &ours, &theirs);
        assert_eq!(both.value(A, ParameterId::Quota).number, 1.0);
        assert_eq!(both.value(A, ParameterId::Margin).number, 0.3);
        assert_eq!(both.value(B, ParameterId::Margin).number, 0.2);
        assert_eq!(both.value(A, ParameterId::CloseRate).number, 0.4);
    }

    #[test]
    fn two_scenarios_added_at_once_stay_both() {
        let before = start();
        let ours = apply(&before, &[Command::Add { name: "Unsere".into() }]);
        let theirs = apply(&before, &[Command::Add { name: "Ihre".into() }]);
        let both = merge(&before, &ours, &theirs);
        let names: Vec<_> =
            both.scenarios().iter().map(|scenario| scenario.name.as_str()).collect();
        assert_eq!(names, ["A", "B", "Ihre", "Unsere"]);
        let mut ids: Vec<_> = both.scenarios().iter().map(|scenario| scenario.id).collect();
        ids.dedup();
        assert_eq!(ids.len(), 4);
    }

    #[test]
    fn two_windows_that_add_at_once_come_to_the_same_book() {
        let before = start();
        let add = |name: &str| Command::Add { name: name.into() };
        let one = apply(&before, &[add("Vom ersten"), add("Zuletzt")]);
        let two = apply(&before, &[add("Vom zweiten"), add("Dazu")]);
        let (here, there) = (merge(&before, &one, &two), merge(&before, &two, &one));
        assert_eq!(here, there);
        assert_eq!(here.scenarios().len(), 6);
        // Each then reads what the other has written, and nothing moves any more.
        assert_eq!(merge(&two, &here, &there), here);
        assert_eq!(merge(&one, &there, &here), here);
    }

    #[test]
    fn a_scenario_removed_here_and_changed_there_stays() {
        let before = start();
        let removed = apply(&before, &[Command::Remove { scenario: ScenarioId(1) }]);
        let changed = apply(&before, &[set(A, ParameterId::Quota, 5.0)]);
        for (ours, theirs) in [(&removed, &changed), (&changed, &removed)] {
            let both = merge(&before, ours, theirs);
            assert_eq!(both.value(A, ParameterId::Quota).number, 5.0);
        }
        assert!(merge(&before, &removed, &before).scenario(ScenarioId(1)).is_none());
    }

    #[test]
    fn campaigns_added_in_both_windows_are_both_there_and_both_agree() {
        use crate::scenario::{Campaign, CampaignSize};
        let before = start();
        let add = |name: &str| {
            let mut plan = before.plan(Target::Base);
            let campaign = Campaign::new(name, 24_312, CampaignSize::Leads(40.0));
            plan.set_campaign(before.next_campaign(), Some(campaign));
            apply(&before, &[Command::Plan { target: Target::Base, plan: Box::new(plan) }])
        };
        let (one, two) = (add("Messe"), add("Brief"));
        let (here, there) = (merge(&before, &one, &two), merge(&before, &two, &one));
        assert_eq!(here, there);
        let plan = here.plan(Target::Base);
        let names: Vec<&str> = plan.campaigns().map(|(_, one)| one.name.as_str()).collect();
        assert_eq!(names, ["Brief", "Messe"]);
        assert_eq!(merge(&one, &there, &here), here, "and nothing moves any more");
    }

    /// Two windows that take turns, each seeing the other's last save: 200 edits, none lost.
    #[test]
    fn two_hundred_edits_of_two_windows_are_all_there() {
        let mut kept = start();
        let mut windows = [(kept.clone(), kept.clone()), (kept.clone(), kept.clone())];
        for edit in 0..200_usize {
            let (seen, present) = &mut windows[edit % 2];
            let id = ParameterId::ALL[edit / 2 % 12];
            let target = if edit % 2 == 0 { A } else { B };
            let number = id.spec().limits.start().max(0.5);
            *present = apply(present, &[set(target, id, number)]);
            let merged = merge(seen, present, &kept);
            (*seen, *present) = (merged.clone(), merged.clone());
            kept = merged;
        }
        for target in [A, B] {
            for id in &ParameterId::ALL[..12] {
                assert!(kept.is_set(target, *id), "{target:?} {id:?}");
            }
        }
    }
}
