//! `bindings <module.wasm> <folder>`: makes the JavaScript side of a compiled Worker, as `index.js`, `index_bg.wasm` and `snippets/`.
//!
//! What `wasm-bindgen --target module` does, without all else that its package brings, which takes minutes to compile.

use std::path::PathBuf;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(module), Some(folder), None) = (paths.next(), paths.next(), paths.next()) else {
        eprintln!("usage: bindings <module.wasm> <folder>");
        return ExitCode::from(2);
    };
    let mut bindgen = Bindgen::new();
    let made = bindgen.module(true).and_then(|bindgen| {
        bindgen
            .input_path(module)
            .out_name("index")
            // After a panic each export starts the module anew (tests/faults/panic.test.mjs).
            .force_enable_abort_handler(true)
            .generate(folder)
    });
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bindings: {error:#}");
            ExitCode::FAILURE
        }
    }
}
