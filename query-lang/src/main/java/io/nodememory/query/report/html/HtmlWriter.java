package io.nodememory.query.report.html;

import io.nodememory.query.text.VisibleText;
import java.io.IOException;
import java.util.List;

/** Writes HTML. Text from evidence is always escaped. */
final class HtmlWriter {
    private final Appendable out;

    HtmlWriter(Appendable out) {
        this.out = out;
    }

    /** Writes constant markup. */
    HtmlWriter raw(String markup) throws IOException {
        out.append(markup);
        return this;
    }

    /** Writes text of any origin, escaped. */
    HtmlWriter text(Object value) throws IOException {
        out.append(escape(String.valueOf(value)));
        return this;
    }

    /** Writes {@code <name class="…">text</name>}, without a class if {@code style} is empty. */
    HtmlWriter element(String name, String style, Object text) throws IOException {
        out.append('<').append(name);
        if (!style.isEmpty()) {
            out.append(" class=\"").append(style).append('"');
        }
        out.append('>')
                .append(escape(String.valueOf(text)))
                .append("</")
                .append(name)
                .append('>');
        return this;
    }

    /** Starts a section with an anchor and a heading. */
    HtmlWriter section(String id, String title) throws IOException {
        return raw("<section id=\"" + id + "\"><h2>").text(title).raw("</h2>\n");
    }

    HtmlWriter endSection() throws IOException {
        return raw("</section>\n");
    }

    /** Starts a table with its header row. */
    HtmlWriter table(String style, List<String> heads) throws IOException {
        raw("<div class=\"scroll\"><table class=\"" + style + "\"><thead><tr>");
        for (String head : heads) {
            element("th", "", head);
        }
        return raw("</tr></thead><tbody>\n");
    }

    HtmlWriter endTable() throws IOException {
        return raw("</tbody></table></div>\n");
    }

    /** Writes an entry of a list of names and values; nothing if the value is null. */
    HtmlWriter fact(String name, Object value) throws IOException {
        if (value != null) {
            raw("<dt>").text(name).raw("</dt><dd>").text(value).raw("</dd>\n");
        }
        return this;
    }

    /** Escapes text for an element or a quoted attribute; controls and bidirectional overrides appear as escapes. */
    static String escape(String text) {
        String visible = VisibleText.escape(text);
        StringBuilder safe = new StringBuilder(visible.length() + 16);
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }
}
