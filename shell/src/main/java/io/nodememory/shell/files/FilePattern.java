package io.nodememory.shell.files;

import java.util.regex.Pattern;

/** A shell pattern of paths: {@code *} and {@code ?} match within a name, {@code **} across directories. */
public final class FilePattern {
    private final Pattern pattern;

    public FilePattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '*' && i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
                // Possessive where possible, because a hostile path must not cause backtracking.
                regex.append(i + 2 == glob.length() ? ".*+" : ".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        this.pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    public boolean matches(String path) {
        return path != null && pattern.matcher(path).matches();
    }
}
