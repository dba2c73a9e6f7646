package io.sepia.internal.codec;

import java.io.Writer;

/** Collects text and knows how much it has. */
final class CountingWriter extends Writer {
    private final StringBuilder text = new StringBuilder(512);

    int length() {
        return text.length();
    }

    @Override
    public void write(char[] characters, int offset, int length) {
        text.append(characters, offset, length);
    }

    @Override
    public void write(int character) {
        text.append((char) character);
    }

    @Override
    public void write(String string, int offset, int length) {
        text.append(string, offset, offset + length);
    }

    @Override
    public void flush() {
        // All text is in memory.
    }

    @Override
    public void close() {
        // No resources are held.
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
