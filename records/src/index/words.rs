//! From text to terms: the one analysis that the build and a search share.
//!
//! No word tells its language, and the records have English, German, French and Spanish side by side, so one light stemmer serves all four: it
//! need not find a root, only bring the forms of a word together and keep different words apart.

/// Words that say nothing about which tool is meant, folded.
const STOP_WORDS: &str = "\
    about again am an and any anybody anyone anything are as at be been being but by can could \
    did do does doing don for from had has have he her here him his how if in into is it its \
    just ll me may might my now of on or our ours please re she should so some somebody \
    someone such than that the their them then there these they this those to too us ve want \
    was we were what when where which while who whom whose why will with would you your \
    aber als am an auf aus bei bis bitte da das dass dem den der des die dies diese diesem \
    diesen dieser dieses doch du ein eine einem einen einer eines er es fuer gibt hat habe \
    haben ich ihm ihn ihr ihre im ist kann man mal mein meine mich mir mit nach noch nur ob \
    oder schon sein seine sich sie sind und uns unser unsere unseren unserer vom von vor war \
    was welche welchen welcher welches wen wem wer wie wir wird wo wurde zu zum zur ueber um \
    au aux avec ce ces cet cette chez combien dans de depuis des du elle en est et eu il ils \
    je la le les leur leurs lui ma mes moi mon ne nos notre nous ont ou par pas pour qu que \
    quel quelle quelles quels qui sa se ses son sont sur te tu un une vos votre vous \
    al como con cual cuales cuando cuanto cuantos cuantas del donde el ella ellos esa ese eso \
    esta este esto estos fue ha hay la las lo los mi mis nuestra nuestras nuestro nuestros \
    para pero por quien quienes si su sus sobre tenemos tiene una unas unos ya";

/// Words of a request for one record that is known already.
const ONE: &str = "\
    id ids one this that single detail details specific particular certain its diese dieser \
    diesem dieses diesen einzelne einzelnen einzelner ce cet cette ese esa esta este";

/// Words that the endings below would make into another word.
const WHOLE: &str = "customer listen";

/// The words of a text, folded: lower case, without accents. Addresses become the word for them, and what has digits names a thing, not a kind.
pub(super) fn folded(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for token in text.split(|c: char| c.is_whitespace() || matches!(c, '_' | '/' | ',' | ';')) {
        if token.trim_matches('@').contains('@') {
            words.push("email".to_owned());
            continue;
        }
        let folded = fold(token);
        let parts = folded
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .map(|part| part.trim_matches('-'));
        for part in parts {
            // e-mail, to-do, follow-up: one word with a short part.
            if part.split('-').any(|piece| piece.len() <= 2) {
                push(&part.replace('-', ""), &mut words);
            } else {
                for piece in part.split('-') {
                    push(piece, &mut words);
                }
            }
        }
    }
    words
}

fn push(word: &str, words: &mut Vec<String>) {
    if !word.is_empty() && !word.bytes().any(|byte| byte.is_ascii_digit()) {
        words.push(word.to_owned());
    }
}

fn is_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// Whether a folded word says nothing.
pub(super) fn is_stop_word(word: &str) -> bool {
    word.len() < 2 || is_in(STOP_WORDS, word)
}

/// Whether the words, folded, speak of one record that is known already.
pub(super) fn are_of_one(folded: &[String]) -> bool {
    folded.iter().any(|word| is_in(ONE, word))
}

/// The terms of a text, in its order.
#[cfg(feature = "read")]
pub(super) fn terms(text: &str) -> Vec<String> {
    folded(text)
        .iter()
        .filter(|word| !is_stop_word(word))
        .map(|word| stem(word))
        .collect()
}

/// Lower case without accents; umlauts as German writes them where it has none.
fn fold(token: &str) -> String {
    let mut out = String::with_capacity(token.len());
    for c in token.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'å' => out.push('a'),
            'ä' | 'æ' => out.push_str("ae"),
            'ç' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' => out.push('e'),
            'ì' | 'í' | 'î' | 'ï' => out.push('i'),
            'ñ' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ø' => out.push('o'),
            'ö' | 'œ' => out.push_str("oe"),
            'ù' | 'ú' | 'û' => out.push('u'),
            'ü' => out.push_str("ue"),
            'ý' | 'ÿ' => out.push('y'),
            'ß' => out.push_str("ss"),
            // A combining accent of a text that is written with them.
            '\u{300}'..='\u{36f}' => {}
            _ => out.push(c),
        }
    }
    out
}

/// What the forms of a word have in common.
pub(super) fn stem(word: &str) -> String {
    if is_in(WHOLE, word) {
        return word.to_owned();
    }
    let mut stem = word;
    let singular;
    if let Some(start) = stem.strip_suffix("ies").filter(|start| start.len() > 2) {
        singular = format!("{start}y");
        stem = &singular;
    } else if !stem.ends_with("ss") && !stem.ends_with("us") && !stem.ends_with("is") {
        stem = cut(stem, "s", 3);
    }
    if is_in(WHOLE, stem) {
        return stem.to_owned();
    }
    let verb = cut(cut(stem, "ing", 3), "ed", 3);
    if verb.len() < stem.len() && verb.bytes().any(|byte| b"aeiouy".contains(&byte)) {
        stem = undoubled(verb);
    }
    stem = cut(stem, "en", 4);
    for (ending, rest) in [
        ("ation", 4),
        ("ment", 5),
        ("ung", 5),
        ("ion", 4),
        ("ar", 4),
        ("ir", 4),
    ] {
        let shorter = cut(stem, ending, rest);
        if shorter.len() < stem.len() {
            return shorter.to_owned();
        }
    }
    for ending in ["e", "a", "o"] {
        stem = cut(stem, ending, 3);
    }
    stem.to_owned()
}

/// The word without an ending, where as many bytes stay.
fn cut<'a>(word: &'a str, ending: &str, rest: usize) -> &'a str {
    word.strip_suffix(ending)
        .filter(|stem| stem.len() >= rest)
        .unwrap_or(word)
}

/// `stopp` of `stopped`; `call` and `miss` are doubled of themselves.
fn undoubled(stem: &str) -> &str {
    let mut ends = stem.bytes().rev();
    match (ends.next(), ends.next()) {
        (Some(last), Some(before)) if last == before && !b"lsz".contains(&last) => {
            cut(stem, std::str::from_utf8(&[last]).unwrap_or_default(), 2)
        }
        _ => stem,
    }
}
