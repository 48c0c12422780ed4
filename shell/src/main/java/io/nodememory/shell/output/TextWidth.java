package io.nodememory.shell.output;

import org.jline.utils.WCWidth;

/** Measures the width of visible text on a terminal. */
final class TextWidth {
    private TextWidth() {}

    /** The width of visible text in cells: 2 for wide East Asian characters and emoji, 0 for combining marks. */
    static int width(String visible) {
        int width = 0;
        for (int i = 0; i < visible.length(); ) {
            int c = visible.codePointAt(i);
            width += c < 0x7f ? 1 : Math.max(0, WCWidth.wcwidth(c));
            i += Character.charCount(c);
        }
        return width;
    }

    /** Cuts visible text to a width, which includes the ellipsis at the end of a cut text. */
    static String truncate(String visible, int width) {
        if (width(visible) <= width) {
            return visible;
        }
        int end = fitting(visible, 0, width - 1);
        return visible.substring(0, end) + "…";
    }

    /** The end of the longest text from {@code start} that fits the width; combining marks stay with their character. */
    static int fitting(String visible, int start, int width) {
        int used = 0;
        int i = start;
        while (i < visible.length()) {
            int c = visible.codePointAt(i);
            int w = c < 0x7f ? 1 : Math.max(0, WCWidth.wcwidth(c));
            if (used + w > width) {
                break;
            }
            used += w;
            i += Character.charCount(c);
        }
        return i;
    }
}
