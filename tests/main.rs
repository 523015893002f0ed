//! One test binary. `kit` builds registers and runs the program; `it` holds stories from the outside, a file a noun;
//! `promises` holds what must be true of the whole house. Names are promises in words.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected should stop there"
)]

mod kit;

mod it {
    mod actions;
    mod acts;
    mod answers;
    mod attached;
    mod bad_input;
    mod bodies;
    mod clocks;
    mod coroners;
    mod dashboard;
    mod dates;
    mod decoders;
    mod described;
    mod documents;
    mod downloads;
    mod drafting;
    mod dressed;
    mod erasures;
    mod follow;
    mod fuzz;
    mod holds;
    mod inbox;
    mod labelled;
    mod layouts;
    mod ledger;
    mod likeness;
    mod making;
    mod oracle;
    mod outside;
    mod pages;
    mod people;
    mod recast;
    mod register;
    mod rejoinders;
    mod restricted;
    mod rolls;
    mod search;
    mod shapes;
    mod standards;
    mod subject;
    mod successors;
    mod themes;
    mod traps;
    mod webhooks;
}

mod promises {
    mod access;
    mod docs;
    mod tidy;
}
