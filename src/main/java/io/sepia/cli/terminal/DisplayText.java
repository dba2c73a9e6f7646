package io.sepia.cli.terminal;

/** Measures and cuts text in the columns of a terminal. */
public final class DisplayText {
    private static final char ELLIPSIS = '…';
    private static final int CONTROL_PICTURES = 0x2400;
    private static final int DELETE = 0x7F;

    private DisplayText() {}

    /** Returns {@code text} with control characters, which could affect the terminal, replaced by visible ones. */
    public static String visible(String text) {
        if (text.codePoints().noneMatch(DisplayText::steers)) {
            return text;
        }
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().map(c -> steers(c) ? picture(c) : c).forEach(visible::appendCodePoint);
        return visible.toString();
    }

    private static boolean steers(int c) {
        return Character.isISOControl(c) || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }

    private static int picture(int control) {
        return control < ' ' ? CONTROL_PICTURES + control : control == DELETE ? 0x2421 : 0xFFFD;
    }

    /** Returns the width of {@code text} in columns. */
    public static int width(String text) {
        return text.codePoints().map(DisplayText::width).sum();
    }

    /** Returns {@code text}, cut and marked by an ellipsis if it is wider than {@code columns}. */
    public static String cut(String text, int columns) {
        if (text.length() * 2 <= columns || width(text) <= columns) {
            return text;
        }
        StringBuilder cut = new StringBuilder();
        int used = 1; // The ellipsis.
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            used += width(c);
            if (used > columns) {
                break;
            }
            cut.appendCodePoint(c);
            at += Character.charCount(c);
        }
        return cut.append(ELLIPSIS).toString();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    /** East Asian wide and full-width characters and emoji: the blocks of Unicode's EastAsianWidth. */
    private static boolean isWide(int c) {
        return c >= 0x1100
                && (c <= 0x115F
                        || c >= 0x2E80 && c <= 0x303E
                        || c >= 0x3041 && c <= 0xA4CF
                        || c >= 0xA960 && c <= 0xA97F
                        || c >= 0xAC00 && c <= 0xD7A3
                        || c >= 0xF900 && c <= 0xFAFF
                        || c >= 0xFE30 && c <= 0xFE6F
                        || c >= 0xFF00 && c <= 0xFF60
                        || c >= 0xFFE0 && c <= 0xFFE6
                        || c >= 0x1F300 && c <= 0x1F64F
                        || c >= 0x1F680 && c <= 0x1F6FF
                        || c >= 0x1F900 && c <= 0x1FAFF
                        || c >= 0x20000 && c <= 0x3FFFD);
    }
}
