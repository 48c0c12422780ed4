package io.nodememory.query.report.html;

import io.nodememory.query.text.VisibleText;
import java.io.IOException;
import java.util.List;

/** Writes HTML: whatever comes from evidence goes in as text, escaped. */
final class HtmlWriter {
    private final Appendable out;

    HtmlWriter(Appendable out) {
        this.out = out;
    }

    /** Markup of our own. */
    HtmlWriter raw(String markup) throws IOException {
        out.append(markup);
        return this;
    }

    /** Text of any origin. */
    HtmlWriter text(Object value) throws IOException {
        out.append(escape(String.valueOf(value)));
        return this;
    }

    /** {@code <name class="…">text</name>}; without a class where that is empty. */
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

    /** A section with a heading and an anchor of our own. */
    HtmlWriter section(String id, String title) throws IOException {
        return raw("<section id=\"" + id + "\"><h2>").text(title).raw("</h2>\n");
    }

    HtmlWriter endSection() throws IOException {
        return raw("</section>\n");
    }

    /** A table's beginning with its heads. */
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

    /** A row of a list of names and values; nothing where there is no value. */
    HtmlWriter fact(String name, Object value) throws IOException {
        if (value != null) {
            raw("<dt>").text(name).raw("</dt><dd>").text(value).raw("</dd>\n");
        }
        return this;
    }

    /** Text for an element or a quoted attribute. Controls and what reorders text are shown as escapes. */
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
