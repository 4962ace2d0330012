//! Where generators take their choices from: a list of numbers that proptest makes and, when a case fails, shortens and lowers. A list
//! that has run out goes on with zeros, so the first option of everything must be the harmless one.

/// The choices of one case.
pub(crate) struct Choices<'a> {
    tape: std::slice::Iter<'a, u16>,
}

impl<'a> Choices<'a> {
    pub(crate) fn new(tape: &'a [u16]) -> Self {
        Self { tape: tape.iter() }
    }

    /// A number below `sides`.
    pub(crate) fn pick(&mut self, sides: usize) -> usize {
        let drawn = usize::from(self.tape.next().copied().unwrap_or_default());
        (drawn * sides) >> 16
    }

    /// True once in so many times.
    pub(crate) fn rarely(&mut self, once_in: usize) -> bool {
        self.pick(once_in) + 1 == once_in
    }

    pub(crate) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.pick(of.len())]
    }

    /// A word that nobody minds.
    pub(crate) fn word(&mut self) -> String {
        const WORDS: [&str; 12] = [
            "a",
            "i_1",
            "support",
            "2027-01-31T09:00:00Z",
            "a b",
            "vip-7",
            "42",
            "Grüße",
            "x.y",
            "日本",
            "it's",
            "a@b.example",
        ];
        self.one(&WORDS).to_owned()
    }

    /// Text that has broken something before, or any characters at all.
    pub(crate) fn hostile(&mut self) -> String {
        match self.pick(8) {
            0..=4 => self.one(crate::hostile::HOSTILE).to_owned(),
            5 => (0..self.pick(12)).map(|_| self.char()).collect(),
            6 => {
                let times = self.one(&[100, 1_000, 5_000]);
                self.one(crate::hostile::HOSTILE).repeat(times / 8)
            }
            _ => format!("{}{}", self.word(), self.one(crate::hostile::HOSTILE)),
        }
    }

    fn char(&mut self) -> char {
        let ranges = [
            (0x20, 0x5f),
            (0, 0x20),
            (0x7f, 0x80),
            (0x100, 0xd700),
            (0xe000, 0xffff),
        ];
        let (start, length): (usize, usize) = self.one(&ranges);
        let code = u32::try_from(start + self.pick(length)).unwrap_or_default();
        char::from_u32(code).unwrap_or('?')
    }

    /// A text with a few bytes removed, doubled, inserted or replaced; may be no UTF-8 any more.
    pub(crate) fn spoil(&mut self, text: &[u8]) -> Vec<u8> {
        const SPICE: &[u8] = b"{}[]\",:\\0-.eutfn/%?#&=\x00\x01\x7f\xff\xc3\xed\xa0 \r\n\t";
        let mut bytes = text.to_vec();
        for _ in 0..=self.pick(3) {
            let at = self.pick(bytes.len() + 1);
            let spice = self.one(SPICE);
            match self.pick(5) {
                0 => bytes.insert(at, spice),
                1 if at < bytes.len() => bytes[at] = spice,
                2 if at < bytes.len() => {
                    bytes.remove(at);
                }
                3 => bytes.truncate(at),
                _ => {
                    let end = (at + self.pick(20)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        bytes
    }
}
