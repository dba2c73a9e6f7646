package io.sepia.internal.words;

/**
 * A unit of a text that searches compare.
 *
 * @param text the folded form
 * @param start the index of its first character in the text
 * @param end the index behind its last character
 * @param tail whether it is the last character of a run of a script without spaces, which no further character follows
 */
record Token(String text, int start, int end, boolean tail) {}
