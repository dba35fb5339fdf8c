//! The reference pages of the language are those that the parser's table makes; `UPDATE_GOLDEN=1` writes them anew.

use std::fs;

use zookeeper_playground::locale::Lang;
use zookeeper_playground::scenario::reference_page;

#[test]
fn the_reference_pages_say_what_the_parser_reads() {
    for lang in Lang::ALL {
        let path = format!("www/reference/{}.html", lang.tag());
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all("www/reference").unwrap();
            fs::write(&path, reference_page(lang)).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(
            known == reference_page(lang),
            "{path} is not what the table makes: UPDATE_GOLDEN=1 cargo test"
        );
    }
}
