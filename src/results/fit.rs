//! A part of an answer with what is said about it, in a result of a bounded size.

/// Room that a part has at least, whatever the settings say: it must make progress.
pub const LEAST_ROOM: usize = 64;

/// Times that a part is cut shorter because what is said about it did not fit.
const TRIES: usize = 8;

/// The text of a part that has `room`, in at most `most` bytes as far as that can be: how much is said about a part is known only when
/// it is cut. `make` gives the text and the bytes of the part in it.
pub fn fit<E>(
    mut room: usize,
    most: usize,
    mut make: impl FnMut(usize) -> Result<(String, usize), E>,
) -> Result<String, E> {
    let mut tries = 0;
    loop {
        room = room.max(LEAST_ROOM);
        tries += 1;
        let (text, used) = make(room)?;
        let excess = text.len().saturating_sub(most);
        if excess == 0 || tries == TRIES || room == LEAST_ROOM {
            return Ok(text);
        }
        room = used.min(room).saturating_sub(excess);
    }
}
