//! How long the ledger takes: `cargo bench --no-default-features --bench debt_ledger`.
//!
//! Target (issue of the debt page): 200,000 contacts with near copies within 2 s, no quadratic growth from 25,000 to
//! 400,000. A tenth of the list are copies, half of them exact, half near.

#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros; a bench may stop")]

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use trichterwerk::analysis::debt_ledger::{LedgerConfig, Matching, ledger};
use trichterwerk::demo;
use trichterwerk::import::Source;
use trichterwerk::import::source::Bytes;
use trichterwerk::job::Session;
use trichterwerk::job::session::{OpenFiles, Origin};

/// A list of `n` contacts.
fn list(n: usize) -> Session {
    let mut csv = String::from(
        "Kontakt-ID;Vorname;Nachname;Firma;E-Mail-Adresse;Telefon;Postleitzahl;Kategorien;Erstellt am\n",
    );
    for at in 0..n {
        let person = if at % 10 == 9 { at - 5 } else { at };
        let (company, is_near) = (person / 7, at % 20 == 19);
        let form = if is_near { "gmbh & co. kg" } else { "GmbH" };
        let name = if is_near { format!("x{at}") } else { format!("p{person}") };
        let tag = ["Händler", "Haendler", "Kunde"][at % 3];
        csv.push_str(&format!(
            "K-{at};Vor{};Nach{person};Firma {company} {form};{name}@firma{company}.example;\
             0931 {person:07};{:05};{tag};{:02}.{:02}.2025\n",
            person % 97,
            10_000 + person % 80_000,
            at % 28 + 1,
            at % 12 + 1,
        ));
    }
    let sources: Vec<Box<dyn Source>> =
        vec![Box::new(Bytes::new("kontakte.csv", csv.into_bytes()))];
    let mut session = Session::new();
    let question = OpenFiles::new(Origin::Files, demo::AS_OF);
    session.open(&question, sources, &mut |_| ControlFlow::Continue(())).unwrap();
    session
}

fn ledgers(c: &mut Criterion) {
    let mut group = c.benchmark_group("ledger with near copies");
    group.sample_size(10).warm_up_time(Duration::from_millis(300));
    for n in [25_000, 100_000, 200_000, 400_000] {
        let session = list(n);
        let dataset = session.dataset().unwrap();
        group.throughput(Throughput::Elements(n as u64));
        let usual = LedgerConfig::usual();
        group.bench_with_input(BenchmarkId::new("usual", n), &n, |b, _| {
            b.iter(|| black_box(ledger(dataset, &usual)));
        });
        let matching = Matching { one_letter: true, ..usual.matching };
        let letters = LedgerConfig { matching, ..usual };
        group.bench_with_input(BenchmarkId::new("one letter off", n), &n, |b, _| {
            b.iter(|| black_box(ledger(dataset, &letters)));
        });
    }
    group.finish();
}

criterion_group!(benches, ledgers);
criterion_main!(benches);
