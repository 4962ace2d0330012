//! `records new`: a first folder of an integration, whose comments say what to write where.

use std::fs;
use std::io;
use std::path::Path;

const FILES: [(&str, &str); 2] = [
    (
        "integration.yaml",
        include_str!("template/integration.yaml"),
    ),
    ("things.yaml", include_str!("template/things.yaml")),
];

/// Writes the folder and says what comes next.
pub(crate) fn new(slug: &str, out: &Path) -> Result<String, String> {
    if !records::is_slug(slug) {
        return Err(format!(
            "`{slug}` is not a slug; use a-z and 0-9, a letter first, and 32 characters at most"
        ));
    }
    let folder = out.join(slug);
    if folder.exists() {
        return Err(format!(
            "{}: this folder is there already; choose another slug or --out",
            folder.display()
        ));
    }
    let label = records::capitalised(slug);
    let write = || -> io::Result<()> {
        fs::create_dir_all(&folder)?;
        for (name, text) in FILES {
            let text = text.replace("SLUG", slug).replace("LABEL", &label);
            fs::write(folder.join(name), text)?;
        }
        Ok(())
    };
    write().map_err(|error| format!("{}: it cannot be written: {error}", folder.display()))?;
    Ok(format!(
        "{}: two files to begin with. `records check {}` says what is wrong.\n",
        folder.display(),
        out.display()
    ))
}
