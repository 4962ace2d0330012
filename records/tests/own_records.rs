//! Records outside the repository: `FAIRLEAD_RECORDS` names their folder.

use super::folder::{Records, catalogue};

#[test]
fn a_further_folder_adds_its_integrations_wherever_it_stands() {
    let shipped = Records::good().on_disk();
    let own = Records::good()
        .renamed("acme", "zinc")
        .but("integration.yaml", "integration: acme", "integration: zinc")
        .on_disk();
    let folder = own.0.join("tool-docs");
    assert!(folder.is_absolute());

    let source = catalogue(&shipped.0, &["tool-docs".into(), folder]).expect("good records");

    for name in ["list_all_acme_issues", "list_all_zinc_issues"] {
        assert!(source.contains(&format!("name: \"{name}\"")), "{name}");
    }
}

#[test]
fn a_complaint_about_it_names_the_whole_path() {
    let shipped = Records::good().on_disk();
    let own = Records::good()
        .renamed("acme", "zinc")
        .but("integration.yaml", "integration: acme", "integration: zink")
        .on_disk();
    let folder = own.0.join("tool-docs");

    let complaints =
        catalogue(&shipped.0, &["tool-docs".into(), folder.clone()]).expect_err("a wrong name");

    assert_eq!(
        complaints,
        [format!(
            "{}/zinc/integration.yaml: integration: `zink` is not the folder's name; write `zinc` or rename the folder",
            folder.display()
        )]
    );
}

#[test]
fn a_folder_that_is_not_there_stops_the_build() {
    let shipped = Records::good().on_disk();
    let parents = ["tool-docs".into(), "../records-of-ours".into()];
    assert_eq!(
        catalogue(&shipped.0, &parents).expect_err("no folder"),
        [
            "../records-of-ours: there is no such folder; name one that holds a folder for each integration"
        ]
    );
}

#[test]
fn two_integrations_of_one_name_stop_the_build() {
    let shipped = Records::good().on_disk();
    let own = Records::good().on_disk();
    let parents = ["tool-docs".into(), own.0.join("tool-docs")];
    assert_eq!(
        catalogue(&shipped.0, &parents).expect_err("the name twice"),
        ["integration.yaml: integration: two folders are called `acme`; rename one"]
    );
}
