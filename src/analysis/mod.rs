//! What the data says: one estimator per file.
