//! Chance that is the same in every run.

/// A generator, by its seed.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below this.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % end.max(1)
    }

    /// The text with some bytes removed, doubled or replaced.
    pub(crate) fn spoil(&mut self, text: &str) -> Vec<u8> {
        const SPICE: &[u8] = b"{}[]\",:\\0-.eutf/%?#\x00\xff\xc3 \r\n";
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(4) {
                0 => bytes.truncate(at),
                1 => {
                    let spice = SPICE[self.below(SPICE.len())];
                    bytes.insert(at, spice);
                }
                2 if at < bytes.len() => bytes[at] = SPICE[self.below(SPICE.len())],
                _ => {
                    let end = (at + self.below(20)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        bytes
    }
}
