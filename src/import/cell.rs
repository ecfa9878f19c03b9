//! Cells of many rows: places in the bytes they were read from, not copies.
//!
//! Only a cell whose text differs from its bytes (doubled quotes, a repaired quote) is copied into an arena.

/// Where the text of a cell stands: in the window, or in the arena of its [`Cells`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
}

/// Marks a start in the arena. Windows are far smaller than 2 GiB (limits: a row and a chunk).
const IN_ARENA: u32 = 1 << 31;

impl Span {
    /// The bytes `start..end` of the window.
    #[inline]
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// Where the cell starts in the window; `None` where its text was copied.
    #[must_use]
    pub const fn offset_in_window(self) -> Option<usize> {
        if self.start & IN_ARENA == 0 { Some(self.start as usize) } else { None }
    }

    /// Whether the cell has no bytes.
    #[inline]
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start & !IN_ARENA == self.end
    }
}

/// Cells of some rows, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    /// The first `n` are cells, the others room for more: a store into room that is there takes no call.
    spans: Vec<Span>,
    n: usize,
    arena: Vec<u8>,
}

impl Cells {
    /// Number of cells.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.n
    }

    /// Whether there are no cells.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Removes all cells.
    pub fn clear(&mut self) {
        self.n = 0;
        self.arena.clear();
    }

    /// Keeps the first `n` cells.
    #[inline]
    pub fn truncate(&mut self, n: usize) {
        self.n = self.n.min(n);
    }

    /// Appends empty cells until there are `n`.
    #[inline]
    pub fn pad(&mut self, n: usize) {
        while self.n < n {
            self.add(Span::new(0, 0));
        }
    }

    /// Appends the cell `start..end` of the window.
    #[inline(always)]
    pub fn push(&mut self, start: usize, end: usize) {
        self.add(Span::new(start, end));
    }

    #[inline(always)]
    fn add(&mut self, span: Span) {
        match self.spans.get_mut(self.n) {
            Some(room) => *room = span,
            None => self.spans.push(span),
        }
        self.n += 1;
    }

    /// Appends an empty cell whose text is given piece by piece.
    pub fn open(&mut self) {
        let at = self.arena.len() as u32;
        self.add(Span { start: at | IN_ARENA, end: at });
    }

    /// Adds a piece to the cell opened last.
    pub fn append(&mut self, piece: &[u8]) {
        self.arena.extend_from_slice(piece);
        if let Some(span) = self.spans.get_mut(self.n.wrapping_sub(1)) {
            span.end = self.arena.len() as u32;
        }
    }

    /// The place of a cell; an empty one beyond the end.
    #[inline]
    #[must_use]
    pub fn span(&self, at: usize) -> Span {
        self.spans(at).first().copied().unwrap_or(Span { start: 0, end: 0 })
    }

    /// The places of all cells from `first` on.
    #[inline]
    #[must_use]
    pub fn spans(&self, first: usize) -> &[Span] {
        self.spans.get(first..self.n).unwrap_or_default()
    }

    /// The bytes of a cell.
    #[inline]
    #[must_use]
    pub fn bytes<'a>(&'a self, span: Span, window: &'a [u8]) -> &'a [u8] {
        let (from, start) = if span.start & IN_ARENA == 0 {
            (window, span.start)
        } else {
            (self.arena.as_slice(), span.start & !IN_ARENA)
        };
        from.get(start as usize..span.end as usize).unwrap_or_default()
    }

    /// The bytes of the cell at an index.
    #[inline]
    #[must_use]
    pub fn get<'a>(&'a self, at: usize, window: &'a [u8]) -> &'a [u8] {
        self.bytes(self.span(at), window)
    }
}
