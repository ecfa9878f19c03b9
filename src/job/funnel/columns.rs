//! What deals can be told apart by: the columns with repeating text, and the days they were created.

use serde::{Deserialize, Serialize};

use super::OpenDeals;
use crate::analysis::funnel::Placement;
use crate::model::{Day, Meaning, Values};

/// Most words of a column that can be chosen from one by one.
pub const MAX_LISTED_WORDS: usize = 200;
/// Most words of a column that is offered at all: beyond, it is a name and not a kind.
const MAX_WORDS: usize = 2_000;

/// What can the open deals be told apart by?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnsQuestion {}

/// The columns of the open deals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealColumns {
    /// Columns with repeating text: rep, source, product and region first, then in the order of the file.
    pub columns: Vec<DealColumn>,
    /// Header of the postcode.
    pub postcode: Option<String>,
    /// First and last day of creation up to the export date; `None` without creation dates.
    pub created: Option<(Day, Day)>,
    /// Deals, each id once.
    pub n_deals: u64,
}

/// A column with repeating text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealColumn {
    /// Its header, which is how filters and breakdowns name it.
    pub header: String,
    /// What it means.
    pub meaning: Meaning,
    /// Words with the number of deals, most frequent first, at most [`MAX_LISTED_WORDS`]; `None` is "(empty)".
    pub words: Vec<(Option<String>, u64)>,
    /// Words there are, "(empty)" among them.
    pub n_words: usize,
}

impl DealColumn {
    /// Whether the column tells the outcome, so that comparing rates by it would be circular.
    #[must_use]
    pub fn tells_the_outcome(&self) -> bool {
        matches!(self.meaning, Meaning::LostReason | Meaning::Probability)
    }
}

/// Answers the question.
pub(in crate::job) fn answer(open: &OpenDeals<'_>) -> DealColumns {
    let table = &open.deals.table;
    let mut columns: Vec<DealColumn> = table
        .columns
        .iter()
        .filter(|column| is_offered(&column.meaning))
        .filter_map(|column| {
            let Values::Dict(values) = &column.values else { return None };
            if values.words.len() > MAX_WORDS {
                return None;
            }
            let mut counts = vec![0_u64; values.words.len() + 1];
            for row in 0..open.deals.len() {
                let counted = open.placements.get(row).is_some_and(Placement::counts);
                if let Some(n) = counts.get_mut(values.codes.get(row) as usize).filter(|_| counted)
                {
                    *n += 1;
                }
            }
            let mut order: Vec<(usize, u64)> =
                counts.into_iter().enumerate().filter(|&(_, n)| n > 0).collect();
            order.sort_by_key(|&(code, n)| (std::cmp::Reverse(n), code));
            let n_words = order.len();
            order.truncate(MAX_LISTED_WORDS);
            let words = order
                .into_iter()
                .map(|(code, n)| (values.word(code as u32).map(ToOwned::to_owned), n))
                .collect();
            let (header, meaning) = (column.header.clone(), column.meaning.clone());
            (n_words > 1).then_some(DealColumn { header, meaning, words, n_words })
        })
        .collect();
    // A stable sort: equals keep the order of the file.
    columns.sort_by_key(|column| rank(&column.meaning));
    let created = open.deals.created().and_then(|created| {
        let days = (0..open.deals.len()).filter_map(|row| created.day(row));
        let days = days.filter(|&day| day <= open.as_of);
        days.fold(None, |range: Option<(Day, Day)>, day| {
            let (first, last) = range.unwrap_or((day, day));
            Some((first.min(day), last.max(day)))
        })
    });
    let n_deals = (0..open.deals.len())
        .filter(|&row| open.placements.get(row).is_some_and(Placement::counts))
        .count() as u64;
    DealColumns {
        columns,
        postcode: table.column(&Meaning::Zip).map(|column| column.header.clone()),
        created,
        n_deals,
    }
}

/// Stages and outcomes are what is measured, keys and currencies are no kinds of deals.
fn is_offered(meaning: &Meaning) -> bool {
    !matches!(
        meaning,
        Meaning::Stage
            | Meaning::Status
            | Meaning::IsWon
            | Meaning::IsClosed
            | Meaning::Id
            | Meaning::Currency
            | Meaning::Notes
            | Meaning::Ignored
            | Meaning::NextStep
    )
}

fn rank(meaning: &Meaning) -> usize {
    let first =
        [Meaning::Owner, Meaning::Source, Meaning::Product, Meaning::Region, Meaning::DealType];
    first.iter().position(|known| known == meaning).unwrap_or(first.len())
}
