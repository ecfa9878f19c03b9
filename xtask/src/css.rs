//! One style sheet out of many: resolves `@import "…";` and drops comments and idle white space.

use std::fs;
use std::path::Path;

use crate::run::Result;

/// The style sheet at `path` with its imports in their place, lightly minified.
pub fn bundle(path: &Path) -> Result<String> {
    Ok(minify(&resolve(path)?))
}

/// The text of the style sheet with every `@import "file";` replaced by the text of that file.
fn resolve(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut resolved = String::new();
    for line in text.lines() {
        let Some(rest) = line.trim().strip_prefix("@import") else {
            resolved.push_str(line);
            resolved.push('\n');
            continue;
        };
        let file = rest.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix("\";"));
        let file = file.ok_or_else(|| {
            format!("{}: write the import as `@import \"file.css\";`: {line}", path.display())
        })?;
        resolved.push_str(&resolve(&folder.join(file))?);
    }
    Ok(resolved)
}

/// Drops comments, and white space where it separates nothing. Strings stay as they are, and so does the
/// white space around `+ - > ~ : (`, which can carry meaning.
fn minify(css: &str) -> String {
    let mut small = String::with_capacity(css.len());
    let mut rest = css;
    let mut pending_space = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            pending_space = true;
        } else if next.is_whitespace() {
            rest = rest.trim_start();
            pending_space = true;
        } else {
            let token = if next == '"' || next == '\'' {
                string_literal(rest, next)
            } else {
                &rest[..next.len_utf8()]
            };
            let is_edge = |c: char| matches!(c, '{' | '}' | ';' | ',');
            if pending_space && !is_edge(next) && !small.ends_with(is_edge) && !small.is_empty() {
                small.push(' ');
            }
            if next == '}' && small.ends_with(';') {
                small.pop();
            }
            small.push_str(token);
            rest = &rest[token.len()..];
            pending_space = false;
        }
    }
    small
}

/// The string at the start of `text`, quotes included; to the end where it is never closed.
fn string_literal(text: &str, quote: char) -> &str {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return &text[..=at];
        }
        escaped = c == '\\' && !escaped;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_only_where_it_separates_nothing() {
        let css = "/* a */ .a  .b ,\n.c { color : red ; margin: calc(1px  + 2px) -1px; }\n\n@media (width < 2px) { a{} }";
        let small = ".a .b,.c{color : red;margin: calc(1px + 2px) -1px}@media (width < 2px){a{}}";
        assert_eq!(minify(css), small);
    }

    #[test]
    fn strings_are_kept_to_the_letter() {
        let css = r#"a::before { content: "  /* \" ; }  "; } b { content: 'ä  ; '; }"#;
        assert_eq!(minify(css), r#"a::before{content: "  /* \" ; }  "}b{content: 'ä  ; '}"#);
    }

    #[test]
    fn a_comment_separates_words_as_white_space_does() {
        assert_eq!(minify("a/**/b{}/* never closed"), "a b{}");
    }

    #[test]
    fn imports_stand_where_they_are_named_and_missing_ones_are_told() {
        let folder = std::env::temp_dir().join(format!("xtask-css-{}", std::process::id()));
        fs::create_dir_all(folder.join("parts")).unwrap();
        fs::write(folder.join("main.css"), "@import \"parts/a.css\";\nmain { top: 0; }\n").unwrap();
        fs::write(folder.join("parts/a.css"), "a { top: 1px; }\n").unwrap();
        fs::write(folder.join("broken.css"), "@import \"parts/none.css\";\n").unwrap();
        assert_eq!(bundle(&folder.join("main.css")).unwrap(), "a{top: 1px}main{top: 0}");
        assert!(bundle(&folder.join("broken.css")).unwrap_err().to_string().contains("none.css"));
        fs::remove_dir_all(folder).unwrap();
    }
}
