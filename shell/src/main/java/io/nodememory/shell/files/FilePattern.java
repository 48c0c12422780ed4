package io.nodememory.shell.files;

import java.util.regex.Pattern;

/** A pattern of paths as shells have them: {@code *} and {@code ?} within a name, {@code **} across directories. */
public final class FilePattern {
    private final Pattern pattern;

    public FilePattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '*' && i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
                // Possessive where it may be: a hostile path must not make it slow
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
