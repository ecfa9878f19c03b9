//! Typed columns: what a deal, a stage, a contact and an amount are.
