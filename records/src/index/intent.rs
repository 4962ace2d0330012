//! Whether a request reads or changes something, by its words.

/// Words that ask and look up, folded, wherever they stand.
const READING: &str = "\
    browse check count display enumerate fetch find get how list look lookup many pull read \
    retrieve search see show view what when where which who whom whose why \
    anzeigen auflisten finde finden gibt lesen liste such suche suchen wann warum welche \
    welchen welcher welches wem wen wer wie wieviele wo zeig zeige zeigen \
    affiche afficher cherche chercher combien lister montre montrer pourquoi quand quel quelle \
    quelles quels qui recherche rechercher trouve trouver voir \
    busca buscar cual cuales cuando cuanta cuantas cuanto cuantos donde encontrar encuentra \
    ensename hay lista listar mostrar muestra muestrame quien quienes ver";

/// Words that ask where a request starts with them.
const ASKING: &str = "\
    any are did do does had has have is was were hat haben ist sind war est sont que tiene \
    tenemos";

/// Words that change things, folded, wherever they stand.
const WRITING: &str = "\
    add archive assign attach ban block cancel change clear combine convert create delete \
    detach disable edit enable erase escalate invite make mark merge modify move mute pause \
    postpone publish reassign redact register remove rename reopen replace respond restore \
    send snooze submit unarchive unassign unblock undo unlink rid unpublish unsnooze \
    unsubscribe update upload wipe write \
    aendere aendern anlegen antworte antworten beantworten bearbeiten entferne entfernen \
    erstelle erstellen fuege hinzufuegen lege loesche loeschen mache markiere markieren schick \
    schicke schicken schliesse schliessen schreib schreibe schreiben sende senden setze setzen \
    sperre sperren verschiebe verschieben weise zusammenfuehren zuweisen \
    ajoute ajouter assigne assigner attribuer changer cree creer ecrire ecris envoie envoyer \
    fermer fusionner marque marquer mets mettre modifie modifier repondre reponds retire \
    retirer supprime supprimer terminer \
    actualiza actualizar agrega agregar anade anadir asigna asignar borra borrar cambia \
    cambiar cerrar cierra corregir corrige crea crear elimina eliminar envia enviar escribe \
    escribir fusionar marca marcar mueve poner quita quitar responde responder";

/// Words that change things where a request starts with them, and are nouns or states elsewhere.
const COMMANDING: &str = "\
    announce answer apply approve ask blank bring bulk call carry cc close comment complete \
    confirm connect copy correct deactivate decline deny dismiss draft drop email empty end \
    feed file fill fix flag follow forget forward give hand hide hold import increase insert \
    introduce join keep kick launch lower message label leave link lock log migrate name new \
    note open park pin post push put raise record redirect reject reply report reset resolve \
    return revert rewrite roll rotate save schedule set share sign split start stop switch \
    sync tag take teach tell text throw trade train transfer translate trigger turn wake warn \
    gib leg mach neue neuen neuer neues schliess ferme nouveau nouvelle nuevo nueva pon";

/// Words before what is wanted.
const POLITE: &str = "\
    can could you please pls would will to want need like let lets hey hi the and we bitte \
    kannst du koennen sie peux tu pouvez vous puedes podrias por favor plait te il si";

/// Words after a state that make it a verb: "open the ticket", beside "open tickets".
const ARTICLES: &str = "a an another it new that the this up";

/// Those of them after which `open` makes something.
const NEW: &str = "a an another new";

/// Whom something is told that is only asked for: "give me", "zeig mir".
const ME: &str = "me us mir uns moi nous";

/// What the words say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It looks something up.
    Reads,
    /// It changes something, from its first word on.
    Writes,
    /// It changes something, by a later word.
    Ends,
    /// No verb, and more than one of something.
    Several,
    /// Neither.
    Nothing,
}

/// What a request's words, folded, say of it.
///
/// A request starts with what is wanted, so its first telling word decides, and one of changing things counts less further on, where German has
/// it. Several of something without a verb are looked up.
pub(super) fn said(words: &[String]) -> Said {
    let opening = words.iter().position(|word| !is(POLITE, word)).unwrap_or(0);
    for (position, word) in words.iter().enumerate() {
        let next = words.get(position + 1).map_or("", String::as_str);
        let opens = position == opening;
        let commands = opens && is(COMMANDING, word) && (word != "open" || is(NEW, next));
        let writes = is_like(WRITING, word) || commands;
        let asks = opens && (is(ASKING, word) || is_state(word)) && !is(ARTICLES, next);
        let reads = is_like(READING, word) && next != "rid";
        if reads || asks || (writes && is(ME, next)) {
            return Said::Reads;
        }
        if writes {
            return if opens { Said::Writes } else { Said::Ends };
        }
    }
    if words.iter().any(|word| is_plural(word)) {
        Said::Several
    } else {
        Said::Nothing
    }
}

fn is_plural(word: &str) -> bool {
    word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us")
}

/// "closed", "unassigned": what has happened to what is looked for.
fn is_state(word: &str) -> bool {
    word == "open" || (word.len() > 4 && word.ends_with("ed") && !is(COMMANDING, word))
}

fn is(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// The same for a word that may be misspelt; a longer form of a word, such as its past, is another.
fn is_like(list: &str, word: &str) -> bool {
    let misspells = |other: &str| {
        other.len() > 4
            && word.bytes().next() == other.bytes().next()
            && word.len().abs_diff(other.len()) <= 1
            && !word.starts_with(other)
            && !other.starts_with(word)
            && strsim::osa_distance(word, other) == 1
    };
    is(list, word)
        || (word.len() > 4
            && ![READING, WRITING, COMMANDING, ASKING]
                .iter()
                .any(|list| is(list, word))
            && list.split(' ').any(misspells))
}
