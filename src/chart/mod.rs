//! What a chart shows, before anything is drawn.
