//! Tests of the whole ring 1, natively: house rules, sessions without a browser, imports, figures.

mod tidy;
