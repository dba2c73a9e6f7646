package io.sepia.internal.words;

import java.util.List;

/**
 * What a document contains of what a query asks for.
 *
 * @param query the query
 * @param frequencies the number of occurrences of each phrase, by the weights of fields: of those that are sought, then
 *     of those that are excluded
 * @param length the number of tokens of the document
 */
record Occurrences(WordQuery query, double[] frequencies, int length) {
    boolean isMatch() {
        int at = 0;
        for (List<Phrase> group : query.required()) {
            boolean found = false;
            for (int i = 0; i < group.size(); i++) {
                found |= frequencies[at++] > 0;
            }
            if (!found) {
                return false;
            }
        }
        while (at < frequencies.length) {
            if (frequencies[at++] > 0) {
                return false;
            }
        }
        return true;
    }
}
